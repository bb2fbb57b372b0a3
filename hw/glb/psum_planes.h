// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/array/pass_job.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// The complete psums of a pass as streams on their way to memory, and where each psum lies in
/// the GLB (PsumWalk). For each image, group and filter a stream holds the tile's rows and
/// columns of the plane in raster order; planes of 1 x 1 lie side by side, in one stream for all
/// filters of a group.
class PsumPlanes {
 public:
  /// Place of a psum in the GLB.
  struct Place {
    std::int64_t address;  ///< of the network word
    int lane;              ///< within it
  };

  PsumPlanes() = default;
  PsumPlanes(const PassJob& job, const LayerShape& shape, int psums_per_word);

  int streams() const { return streams_; }
  int values() const { return values_; }  ///< of each stream
  /// What a stream is of; of planes of 1 x 1 the first filter.
  struct Plane {
    int image;
    int group;
    int filter;
  };
  Plane plane(int stream) const;
  Place place(const Plane& plane, int value) const;
  /// Index in the ofmap tensor [N,M,E,F].
  std::int64_t ofmap_index(const Plane& plane, int value) const;

 private:
  /// A psum within the words of a window.
  struct Offset {
    int word;
    int lane;
  };
  /// Filter, row and window of a value.
  struct Position {
    int filter;
    int row;
    int window;
  };
  Position position(const Plane& plane, int value) const;

  const PassJob* job_ = nullptr;
  const LayerShape* shape_ = nullptr;
  bool are_points_ = false;
  int streams_ = 0;
  int values_ = 0;
  int words_per_window_ = 0;
  std::vector<Offset> offsets_;  // by group, filter and row
};

}  // namespace eyeriss::hw
