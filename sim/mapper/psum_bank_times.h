// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "noc/cycle.h"

namespace eyeriss::sim {

/// When psum words are read from the GLB and written back, in one order: where both want the same
/// bank in one cycle, the read waits (hw/glb/psum_streamer.h).
class PsumBankTimes {
 public:
  /// @param banks of psums
  PsumBankTimes(int psums_per_word, std::int64_t banks)
      : psums_per_word_(psums_per_word), banks_(banks) {}

  void reset() {
    writes_.clear();
    next_write_ = 0;
    reads_ = 0;
  }

  /// First cycle from `at` on in which the next word can be read. @pre all writes that can be as
  /// early are known
  noc::Cycle read_at(noc::Cycle at) {
    for (;; ++at) {
      while (next_write_ < writes_.size() && writes_[next_write_] < at) ++next_write_;
      const bool writes_too = next_write_ < writes_.size() && writes_[next_write_] == at;
      if (!writes_too || bank(next_write_) != bank(reads_)) break;
    }
    ++reads_;
    return at;
  }

  void write(noc::Cycle at) { writes_.push_back(at); }

  /// Words written by the time of the latest read.
  std::size_t writes_behind() const { return next_write_; }

  /// Writes that no read has met yet are so many cycles later.
  void shift(noc::Cycle cycles) {
    for (std::size_t i = next_write_; i < writes_.size(); ++i) writes_[i] += cycles;
  }

 private:
  static constexpr int kPsumsPerBankWord = 4;

  std::int64_t bank(std::size_t word) const {
    return static_cast<std::int64_t>(word) * psums_per_word_ / kPsumsPerBankWord % banks_;
  }

  std::int64_t psums_per_word_;
  std::int64_t banks_;
  std::vector<noc::Cycle> writes_;
  std::size_t next_write_ = 0;  // not before the latest read
  std::size_t reads_ = 0;
};

}  // namespace eyeriss::sim
