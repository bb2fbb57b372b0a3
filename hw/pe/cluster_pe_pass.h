// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

namespace eyeriss::hw {

/// What a PE of a machine of clusters does in a pass.
///
/// Its iacts come row by row, each as segments of columns, the channels of a column together: first
/// those of the first window, then one per further window. All have as many columns as the window
/// slides, but the last of a row only those that its window needs.
struct ClusterPePass {
  int filters = 0;           ///< M0
  int channels = 0;          ///< C0
  int kernel_width = 0;      ///< S
  int stride = 0;            ///< U, horizontal
  int windows = 0;           ///< sliding-window positions in a row: ofmap columns of the tile
  int rows = 0;              ///< ifmap rows one after the other, one per image: n
  bool raw_iacts = false;    ///< else CSC; the same in all passes of a layer
  bool raw_weights = false;  ///< else CSC

  int segment_columns() const { return std::min(kernel_width, stride); }
  int segment_values() const { return segment_columns() * channels; }
  int window_segments() const { return (kernel_width + segment_columns() - 1) / segment_columns(); }
  /// Iacts of a window, and columns of weights, one for each.
  int window_values() const { return channels * kernel_width; }
};

}  // namespace eyeriss::hw
