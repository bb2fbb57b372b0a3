// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// Part of a stack of PE sets (hw/mapping/placement.h) that stands on one shelf: as wide as the
/// array, the last one of a stack as wide as what is left of e.
struct Segment {
  int shelf;   ///< of R*r rows, 0 at the top
  int column;  ///< leftmost column
};

/// Puts the segments of all stacks on shelves: each on the first shelf that has room, from left
/// to right. Groups of stacks wider than the array share no shelf.
/// @return [g][t][segments of a stack]
/// @throws PlacementError if the kernel or a stack is higher than the array, or a segment finds
///         no room
std::vector<Segment> pack_stacks(const Architecture::Array& array, int kernel_height,
                                 const Mapping& mapping);

}  // namespace eyeriss::hw
