// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>

namespace eyeriss::sim {

/// How much a pass works on. Passes of a layer differ in this only where a dimension does not
/// divide evenly.
struct PassExtents {
  int groups;
  int images;
  int rows;          ///< ofmap rows: of the strip
  int columns;       ///< ofmap columns: windows of a PE and image
  int filters = 0;   ///< of each group
  int channels = 0;  ///< of each group

  auto operator<=>(const PassExtents&) const = default;
};

}  // namespace eyeriss::sim
