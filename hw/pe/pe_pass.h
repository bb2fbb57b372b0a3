// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::hw {

/// What a PE is told at the start of a pass.
struct PePass {
  int filters = 0;              ///< p
  int channels = 0;             ///< q
  int kernel_width = 0;         ///< S
  int stride = 0;               ///< U, horizontal
  int windows = 0;              ///< sliding-window positions in a row: ofmap columns of the tile
  int rows = 0;                 ///< ifmap rows one after the other, one per image: n
  bool head_of_column = false;  ///< psums leave to the output network, not to the PE above

  /// Words of a window, each used with `filters` filters.
  int window_words() const { return channels * kernel_width; }
  /// Words that are new when the window slides by one position.
  int new_words() const { return channels * (stride < kernel_width ? stride : kernel_width); }
  int window_macs() const { return window_words() * filters; }
};

/// The command of a PE that a pass leaves without work: it takes note of the pass, and no more.
inline constexpr PePass kNoWork{};

}  // namespace eyeriss::hw
