// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/layer.h"
#include "sim/mapper/pass_extents.h"

namespace eyeriss::sim {

/// So many parts of one extent.
struct Part {
  int extent;
  std::int64_t count;
};

/// The parts into which a dimension is cut: full ones, and perhaps a shorter last one.
class Parts {
 public:
  Parts(int extent, int step) {
    if (extent >= step) parts_[size_++] = {step, extent / step};
    if (extent % step != 0) parts_[size_++] = {extent % step, 1};
  }

  const Part* begin() const { return parts_.data(); }
  const Part* end() const { return parts_.data() + size_; }

 private:
  std::array<Part, 2> parts_;
  std::size_t size_ = 0;
};

/// Psums of a tile are in the GLB together; its passes differ in channels and filters.
struct TileClass {
  PassExtents first_pass;  ///< the largest: full channels and filters
  int channel_steps;
  int last_channels;  ///< of the last channel step
  int filter_steps;
  int last_filters;  ///< of the last filter step
  std::int64_t count;

  /// Of a group.
  int filters(const hw::Mapping& mapping) const {
    return (filter_steps - 1) * mapping.p * mapping.t + last_filters;
  }
  /// What pass number `filter_step` of channel step number `channel_step` works on.
  PassExtents pass(int channel_step, int filter_step) const {
    PassExtents pass = first_pass;
    if (channel_step == channel_steps - 1) pass.channels = last_channels;
    if (filter_step == filter_steps - 1) pass.filters = last_filters;
    return pass;
  }
};

/// Passes of the same extents in a layer.
struct PassClass {
  PassExtents extents;
  std::int64_t count;
};

/// A tile of these extents, of which those of filters and channels are not looked at.
/// @param filters of the tile: m
TileClass make_tile(const hw::LayerShape& shape, const hw::Mapping& mapping,
                    const PassExtents& extents, int filters);

/// The tiles and passes of a layer, those that are alike together.
struct PassClasses {
  PassClasses(const hw::LayerShape& shape, const hw::Mapping& mapping);

  std::vector<TileClass> tiles;
  std::vector<PassClass> passes;
};

}  // namespace eyeriss::sim
