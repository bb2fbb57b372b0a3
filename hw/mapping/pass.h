// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyeriss::hw {

/// `count` things from number `first` on.
struct Range {
  int first;
  int count;
  bool operator==(const Range&) const = default;
};

/// One processing pass: what the array works on between two loads of its filters. The last
/// range of a dimension may be shorter than the mapping's.
struct Pass {
  Range groups;
  Range images;
  Range ofmap_rows;     ///< the strip: e
  Range ofmap_columns;  ///< f
  Range tile_filters;   ///< of each group, whose psums are in the GLB: m
  Range filters;        ///< of each group, in this pass: p*t
  Range channels;       ///< of each group: q*r

  std::int64_t filter_block;  ///< number of its filters' block in DRAM
  std::int64_t ifmap_block;   ///< number of its ifmaps' block in DRAM
  bool new_ifmaps;            ///< works on other ifmaps than the pass before it
  bool first_channels;        ///< psums start from the bias
  bool last_channels;         ///< its psums are complete after this pass
  bool last_of_tile;          ///< all psums in the GLB are complete after this pass
};

}  // namespace eyeriss::hw
