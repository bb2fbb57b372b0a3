// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "hw/layer.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {

/// The order of a layer's tiles (hw/mapping/pass_sequence.h), one loop within the other: groups,
/// filter tiles, images, strips, column tiles.
class TileOrder {
 public:
  static constexpr std::size_t kLoops = 5;

  TileOrder(const hw::LayerShape& shape, const hw::Mapping& mapping);

  /// What the tile works on that the loops stand at.
  TileClass tile() const { return tile(loops_); }
  /// The tile after it; after the last one, the first.
  TileClass next_tile() const;

  /// Whether the tile after it works on the same groups, images, rows and columns.
  bool next_differs_in_filters_alone() const;

  /// Steps of a loop that follow the present one and are like it, as is what comes after each.
  std::int64_t alike(std::size_t loop) const;
  void skip(std::size_t loop, std::int64_t steps) { loops_[loop].at += steps; }
  /// @return false if it was the last step; then the loop stands at its first one again
  bool advance(std::size_t loop) { return advance(loops_[loop]); }

 private:
  struct Loop {
    int extent;
    int step;
    std::int64_t at = 0;

    std::int64_t steps() const { return (extent + step - 1) / step; }
    std::int64_t full_steps() const { return extent / step; }
    int part() const { return at < full_steps() ? step : extent % step; }
  };
  using Loops = std::array<Loop, kLoops>;

  static bool advance(Loop& loop);
  TileClass tile(const Loops& loops) const;

  hw::LayerShape shape_;
  hw::Mapping mapping_;
  Loops loops_;
};

}  // namespace eyeriss::sim
