// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/tile_order.h"

#include <algorithm>

namespace eyeriss::sim {

TileOrder::TileOrder(const hw::LayerShape& shape, const hw::Mapping& mapping)
    : shape_(shape),
      mapping_(mapping),
      loops_{{{shape.groups, mapping.g},
              {shape.filters_per_group(), mapping.m},
              {shape.N, mapping.n},
              {shape.E(), mapping.e},
              {shape.F(), mapping.f}}} {}

TileClass TileOrder::tile(const Loops& loops) const {
  return make_tile(shape_, mapping_,
                   {.groups = loops[0].part(),
                    .images = loops[2].part(),
                    .rows = loops[3].part(),
                    .columns = loops[4].part()},
                   loops[1].part());
}

TileClass TileOrder::next_tile() const {
  Loops next = loops_;
  for (std::size_t loop = kLoops; loop > 0 && !advance(next[loop - 1]); --loop) {
  }
  return tile(next);
}

bool TileOrder::next_differs_in_filters_alone() const {
  const Loop& filters = loops_[1];
  const bool others_are_over = std::all_of(loops_.begin() + 2, loops_.end(),
                                           [](const Loop& loop) { return loop.steps() == 1; });
  return others_are_over && filters.at + 1 < filters.steps();
}

std::int64_t TileOrder::alike(std::size_t loop) const {
  return std::max<std::int64_t>(0, loops_[loop].full_steps() - 2 - loops_[loop].at);
}

bool TileOrder::advance(Loop& loop) {
  if (++loop.at < loop.steps()) return true;
  loop.at = 0;
  return false;
}

}  // namespace eyeriss::sim
