// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/invariant.h"
#include "hw/pe/mac.h"

namespace eyeriss::hw {

/// Filter scratch pad: the filters of the pass at work and, in the words that those leave free,
/// the first filters of the next pass. One port: a word is written only in a cycle in which no
/// MAC reads (the PE sees to that).
///
/// Filters lie in the order of use: [ifmap word of the window][filter].
class FilterSpad {
 public:
  explicit FilterSpad(int capacity_words)
      : capacity_(capacity_words),
        active_(static_cast<std::size_t>(capacity_words + kMacBlock)),
        next_(active_.size()) {}

  /// Words that can still be written.
  int room() const { return capacity_ - active_words_ - next_words_; }

  /// Writes filter words of the next pass.
  void write(const std::int16_t* words, int count) {
    require(count <= room(), "filter spad overflows");
    std::copy_n(words, count, next_.begin() + next_words_);
    next_words_ += count;
  }

  /// The next pass begins: its filters, all written by now, become the active ones.
  void activate() {
    require(active_words_ == 0, "filters activated while others are in use");
    active_.swap(next_);
    active_words_ = next_words_;
    next_words_ = 0;
  }

  /// The pass has read its filters for the last time; their words are free.
  void release() { active_words_ = 0; }

  int active_words() const { return active_words_; }
  int next_words() const { return next_words_; }  ///< written for the next pass

  /// Active filters; readable up to a block past the last word.
  const std::int16_t* data() const { return active_.data(); }

 private:
  int capacity_;
  int active_words_ = 0;
  int next_words_ = 0;
  std::vector<std::int16_t> active_;
  std::vector<std::int16_t> next_;
};

}  // namespace eyeriss::hw
