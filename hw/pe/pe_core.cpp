// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/pe_core.h"

#include <algorithm>

namespace eyeriss::hw {

PeCore::PeCore(const Architecture::Pe& sizes, int product_shift, PeCounters& counters)
    : product_shift_(product_shift),
      counters_(counters),
      ifmap_(sizes.ifmap_spad_words),
      filters_(sizes.filter_spad_words),
      psums_(static_cast<std::size_t>(sizes.psum_spad_words + kMacBlock)),
      psum_capacity_(sizes.psum_spad_words) {}

void PeCore::begin_pass(const PePass& pass) {
  pass_ = pass;
  require(pass.filters <= psum_capacity_, "psum spad overflows");
}

void PeCore::begin_window() {
  require(ifmap_.words() == pass_.window_words(), "window is not complete");
  require(filters_.active_words() == pass_.window_macs(), "filters are not complete");
  for (int k = 0; k < pass_.filters; k += kMacBlock)
    std::fill_n(psums_.begin() + k, kMacBlock, std::int16_t{0});
  word_ = 0;
  filter_ = 0;
}

void PeCore::issue_macs(int count) {
  counters_.mac_cycles += static_cast<std::uint64_t>(count);

  std::uint64_t gated = 0;
  const std::int16_t* window = ifmap_.data();
  while (count > 0) {
    const std::int16_t* filters = filters_.data() + word_ * pass_.filters;
    const int words = filter_ == 0 ? count / pass_.filters : 0;
    if (words > 0) {  // whole words of the window
      mac_burst(window + word_, words, filters, pass_.filters, product_shift_, psums_.data());
      int zeros = 0;
      for (int i = 0; i < words; ++i) zeros += window[word_ + i] == 0 ? 1 : 0;
      gated += static_cast<std::uint64_t>(zeros * pass_.filters);
      word_ += words;
      count -= words * pass_.filters;
    } else {  // part of a word: it begins or ends, or the schedule takes single steps
      const int part = std::min(count, pass_.filters - filter_);
      for (int k = filter_; k < filter_ + part; ++k) {
        std::int16_t& psum = psums_[static_cast<std::size_t>(k)];
        psum = add(psum, product(window[word_], filters[k], product_shift_));
      }
      gated += window[word_] == 0 ? static_cast<std::uint64_t>(part) : 0;
      filter_ += part;
      if (filter_ == pass_.filters) {
        filter_ = 0;
        ++word_;
      }
      count -= part;
    }
  }
  counters_.macs_gated += gated;
}

void PeCore::end_window(bool last_in_row) {
  ifmap_.drop(last_in_row ? pass_.window_words() : pass_.new_words());
}

}  // namespace eyeriss::hw
