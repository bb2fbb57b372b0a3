// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/invariant.h"

namespace eyeriss::hw {

/// Ifmap scratch pad: the sliding window of q channels by S columns, oldest column first, the
/// channels of a column together.
///
/// The chip turns a ring of `capacity` words; here the window moves along a longer tape, so
/// that a burst reads it in one piece.
class IfmapSpad {
 public:
  explicit IfmapSpad(int capacity_words)
      : capacity_(capacity_words), tape_(static_cast<std::size_t>(capacity_words) * 16) {}

  int words() const { return static_cast<int>(end_ - begin_); }

  void write(std::int16_t word) {
    require(words() < capacity_, "ifmap spad overflows");
    if (end_ == tape_.size()) rewind();
    tape_[end_++] = word;
  }

  /// The oldest `count` words have been used for the last time.
  void drop(int count) { begin_ += static_cast<std::size_t>(count); }

  /// The window, words() long.
  const std::int16_t* data() const { return tape_.data() + begin_; }

 private:
  void rewind() {
    std::copy(tape_.begin() + static_cast<std::ptrdiff_t>(begin_), tape_.end(), tape_.begin());
    end_ -= begin_;
    begin_ = 0;
  }

  int capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::vector<std::int16_t> tape_;
};

}  // namespace eyeriss::hw
