// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "hw/layer.h"
#include "sim/mapper/pass_extents.h"

namespace eyeriss::sim {

/// Who gets what in a pass: working PEs, the ifmap stream and the columns that sum psums, as
/// hw/array/pass_configuration.h sets them, without hardware.
///
/// PEs are numbered alike in all passes of a mapping: column by column, each from its foot, where
/// psums enter, upward; columns go by group, filter set and ofmap row.
struct PassShape {
  /// Words of one ifmap column that go the same way.
  struct IfmapStep {
    int words;
    std::vector<std::size_t> pes;
  };
  /// Filters of one row of a PE set.
  struct FilterRow {
    int words;  ///< of 16 b
    std::vector<std::size_t> pes;
  };
  /// PEs first_pe, first_pe + 1, ... sum psums upward.
  struct Column {
    int filters;
    std::size_t first_pe;
  };

  PassShape(const hw::LayerShape& shape, const hw::Mapping& mapping, const PassExtents& pass);

  std::size_t all_pes;  ///< that the mapping uses; in this pass some may have no work
  std::size_t depth;    ///< PEs of a column that work
  std::vector<std::size_t> working_pes;
  std::vector<int> window_macs;        ///< [PE] p*q*S, which is also its words of filters
  std::vector<IfmapStep> ifmap_steps;  ///< in the order of the stream, for each ifmap column
  std::vector<FilterRow> filter_rows;  ///< served in turn
  std::vector<Column> columns;         ///< served in turn
};

}  // namespace eyeriss::sim
