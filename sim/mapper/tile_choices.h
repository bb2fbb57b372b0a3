// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "hw/ceil_div.h"

namespace eyeriss::sim {

/// The smallest tile that cuts `extent` into as few tiles as tiles of `most` do.
inline int even_tile(int extent, int most) { return ceil_div(extent, ceil_div(extent, most)); }

/// Even tiles of at most `most`, largest first: all of them if there are no more than `count`, else
/// so many, evenly chosen. @pre count > 1
inline std::vector<int> even_tiles(int extent, int most, std::size_t count) {
  std::vector<int> tiles;
  for (int tile = std::min(extent, most); tile > 0; --tile) {
    tile = even_tile(extent, tile);
    tiles.push_back(tile);
  }
  if (tiles.size() <= count) return tiles;
  std::vector<int> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(tiles[i * (tiles.size() - 1) / (count - 1)]);
  }
  return chosen;
}

/// Largest value from 1 on, up to `extent`, for which a monotonic predicate holds; 0 if it does not
/// hold for 1.
template <typename Predicate>
int largest(int extent, const Predicate& holds) {
  if (holds(extent)) return extent;
  int good = 0;
  for (int bad = extent; bad - good > 1;) {
    const int middle = good + (bad - good) / 2;
    (holds(middle) ? good : bad) = middle;
  }
  return good;
}

}  // namespace eyeriss::sim
