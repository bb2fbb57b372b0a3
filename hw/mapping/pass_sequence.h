// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/layer.h"
#include "hw/mapping/pass.h"

namespace eyeriss::hw {

/// The order of a layer's passes. Psums of a tile stay in the GLB until they are complete, and
/// ifmaps until all filters of the tile have used them. From the outermost loop: groups, filter
/// tiles (m), image tiles (n), strips (e), column tiles (f), channels (q*r), filters (p*t).
class PassSequence {
 public:
  PassSequence(const LayerShape& shape, const Mapping& mapping);

  /// The next pass; none after the last.
  std::optional<Pass> next();

  std::int64_t passes() const;

 private:
  /// One loop over [0, extent) in steps.
  struct Loop {
    int extent;
    int step;
    int at = 0;
    Range range() const;
    bool advance();  ///< false if it wrapped around to the first step
    int steps() const { return (extent + step - 1) / step; }
    bool last() const { return at + step >= extent; }
  };

  bool shares_ifmaps_with_previous(const Pass& pass) const;
  void advance();

  Loop groups_;
  Loop tiles_;
  Loop images_;
  Loop rows_;
  Loop columns_;
  Loop channels_;
  Loop filters_;  // within the filter tile
  std::optional<Pass> previous_;
  std::int64_t tile_block_ = 0;  // first filter block of the groups' filter tile
  std::int64_t block_ = 0;
  std::int64_t group_ifmap_block_ = 0;  // first ifmap block of the groups
  std::int64_t ifmap_block_ = 0;
  bool done_ = false;
};

}  // namespace eyeriss::hw
