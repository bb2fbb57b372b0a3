// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/architecture.h"
#include "hw/invariant.h"
#include "hw/layer_counters.h"
#include "hw/mapping/glb_allocation.h"
#include "noc/cycle.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Storage of the global buffer (JSSC 2017, section IV-A): regions of whole banks for ifmaps (two
/// if one is filled while the other is read), psums and filters.
///
/// A bank serves one 64 b access per cycle. Ifmap and filter banks have one user at a time;
/// psum banks are interleaved by 64 b word, so that the stream of psums to the array and the
/// one from it, which meet in the same cycle, seldom meet in one bank (psum_bank()).
class GlobalBuffer {
 public:
  /// A bank word has 64 b.
  static constexpr int kValuesPerBankWord = 4;
  /// 16 b words that the decoder of the link writes in a cycle.
  static constexpr int kFillWords = 4;
  /// Cycles in which it writes the values of a link word; a word takes one at least.
  static noc::Cycle fill_cycles(int values) {
    return std::max(1, (values + kFillWords - 1) / kFillWords);
  }

  GlobalBuffer(const Architecture& architecture, const GlbAllocation& allocation,
               LayerCounters& counters);

  // Ifmap regions, one or two, addressed by 16 b word.
  void clear_ifmap(int region);  ///< padding is zero, whatever stood there
  void fill_ifmap(int region, std::int64_t address, std::int16_t word) {
    ifmaps_[static_cast<std::size_t>(region)].at(static_cast<std::size_t>(address)) = word;
  }
  std::int16_t read_ifmap(int region, std::int64_t address) {
    ++counters_.glb_ifmap_read;
    return ifmaps_[static_cast<std::size_t>(region)][static_cast<std::size_t>(address)];
  }

  // Filter region, filled by 16 b word, read by word of the filter network.
  void clear_filters();
  void fill_filter(std::int64_t address, std::int16_t word) {
    filters_.at(static_cast<std::size_t>(address)) = word;
  }
  noc::Word64 read_filters(std::int64_t address, int values) {
    counters_.glb_filter_read += static_cast<std::uint64_t>(values);
    return read(filters_, address * filters_per_word_, values);
  }

  // Psum region, addressed by word of the psum network.
  noc::Word64 read_psums(std::int64_t address, int values) {
    counters_.glb_psum_read += static_cast<std::uint64_t>(values);
    return read(psums_, address * psums_per_word_, values);
  }
  void write_psums(std::int64_t address, const noc::Word64& word, int values) {
    counters_.glb_psum_written += static_cast<std::uint64_t>(values);
    const std::int64_t first = address * psums_per_word_;
    require(first + values <= static_cast<std::int64_t>(psums_.size()),
            "psums overflow their GLB banks");
    noc::copy_values(word.data(), values, psums_.data() + first);
  }
  /// One psum of a word, on the way to the link.
  std::int16_t drain_psum(std::int64_t address, int lane) {
    ++counters_.glb_psum_drained;
    return psums_[static_cast<std::size_t>(address * psums_per_word_ + lane)];
  }
  /// Number of the bank word that a psum word is in.
  std::int64_t psum_bank_word(std::int64_t address) const {
    return address * psums_per_word_ / kValuesPerBankWord;
  }
  int psum_bank(std::int64_t address) const {
    return static_cast<int>(psum_bank_word(address) % psum_banks_);
  }
  /// Number of the bank word that a word of the filter network is in.
  std::int64_t filter_bank_word(std::int64_t address) const {
    return address * filters_per_word_ / kValuesPerBankWord;
  }

 private:
  static noc::Word64 read(const std::vector<std::int16_t>& region, std::int64_t first, int count) {
    require(first + count <= static_cast<std::int64_t>(region.size()),
            "GLB read beyond its region");
    noc::Word64 word{};
    noc::copy_values(region.data() + first, count, word.data());
    return word;
  }

  int filters_per_word_;
  int psums_per_word_;
  std::int64_t psum_banks_;
  LayerCounters& counters_;
  std::vector<std::vector<std::int16_t>> ifmaps_;  // a buffer each
  std::vector<std::int16_t> filters_;
  std::vector<std::int16_t> psums_;
};

}  // namespace eyeriss::hw
