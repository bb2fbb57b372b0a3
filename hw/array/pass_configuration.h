// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "hw/architecture.h"
#include "hw/array/global_networks.h"
#include "hw/array/pe_array.h"
#include "hw/layer.h"
#include "hw/mapping/pass.h"
#include "hw/mapping/placement.h"
#include "hw/pe/pe_pass.h"

namespace eyeriss::hw {

/// How array and networks are set for the passes of one shape: which PEs work, on how much, and
/// in what order words travel. Passes differ in shape only where a dimension does not divide
/// evenly, so there are few configurations in a layer.
struct PassConfiguration {
  /// Words of one ifmap column that go the same way: `channels` words, one per channel.
  struct IfmapStep {
    noc::InputNetwork<std::int16_t>::Route route;
    int group;
    int first_channel;  ///< of the pass's channels
    int channels;
    int row;  ///< of the strip
  };
  /// Filters of one PE row of a set.
  struct FilterRow {
    noc::InputNetwork<noc::FilterWord>::Route route;
    int group;
    int first_filter;  ///< of the pass's filters
    int filters;
    int first_channel;  ///< of the pass's channels
    int channels;
    int row;    ///< of the kernel
    int words;  ///< filters * channels * S
  };
  /// A column of PEs: psums enter at its foot and leave at its head.
  struct PsumColumn {
    noc::InputNetwork<noc::Word64>::Route foot;
    noc::OutputNetwork::Source* head;
    int group;
    int first_filter;  ///< of the pass's filters
    int filters;
    int ofmap_row;  ///< of the strip
  };

  std::vector<std::pair<Pe*, PePass>> pes;  ///< all that are mapped; some may be without work
  int active_pes;                           ///< those with work
  std::vector<IfmapStep> ifmap_steps;       ///< in the order of the stream, for each column
  std::vector<FilterRow> filter_rows;       ///< served in turn, a network word each
  std::vector<PsumColumn> psum_columns;     ///< served in turn, a network word each
  std::vector<int> ifmap_columns;           ///< of the tile, that any window uses
  int filter_network_words;                 ///< of the whole pass
  int ifmap_rows;                           ///< of the strip, in the GLB
  int ifmap_row_words;                      ///< of the tile, in the GLB
};

/// Sets the multicast IDs for a pass and follows each tag to its destinations. Done when the pass
/// is planned, for all passes of its shape: the IDs in the networks are those of the shape planned
/// last.
PassConfiguration configure_pass(const Architecture& architecture, const LayerShape& shape,
                                 const Mapping& mapping, const Placement& placement,
                                 const Pass& pass, PeArray& array, GlobalNetworks& networks);

/// Psums in word number `b` of a column with so many filters.
inline int psums_in_word(int filters, int b, int psums_per_word) {
  return std::min(psums_per_word, filters - b * psums_per_word);
}

}  // namespace eyeriss::hw
