// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/array/pass_job.h"
#include "hw/layer.h"
#include "hw/mapping/pass.h"

namespace eyeriss::hw {

/// The ifmap values that a pass needs from memory, in pieces, and where they go in the GLB. A
/// piece is what its rows and columns of one plane cover without padding; pieces come in the
/// order image, group, channel. Maps of 1 x 1 lie side by side, as one plane of an image: there a
/// piece takes all channels of a group at once.
class IfmapStrip {
 public:
  struct Piece {
    std::int64_t plane;  ///< of the tensor
    int first_row;
    int rows;
    int first_column;
    int columns;
    std::int64_t glb_address;  ///< of its first value
    std::int64_t glb_row_step;
    std::int64_t glb_column_step;

    int values() const { return rows * columns; }
    /// GLB address of value `i` in raster order.
    std::int64_t glb_address_of(int i) const {
      return glb_address + i / columns * glb_row_step + i % columns * glb_column_step;
    }
  };

  IfmapStrip() = default;
  IfmapStrip(const PassJob& job, const LayerShape& shape);

  int pieces() const { return pieces_; }
  Piece piece(int i) const;

 private:
  const PassJob* job_ = nullptr;
  const LayerShape* shape_ = nullptr;
  int pieces_ = 0;
  Range rows_{};     // of the map
  Range columns_{};  // of the map
  int top_ = 0;      // rows of padding above, in the GLB
  int left_ = 0;     // columns of padding to the left, in the GLB
};

}  // namespace eyeriss::hw
