// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "noc/cycle.h"

namespace eyeriss::sim {

/// When the entries of many FIFOs of one depth were taken, as far back as it matters: the entry
/// pushed next needs the place of the one `depth` before it.
class FifoTimes {
 public:
  explicit FifoTimes(int depth) : depth_(static_cast<std::size_t>(depth)) {}

  /// All FIFOs are empty.
  void reset(std::size_t fifos) {
    pops_.assign(fifos * depth_, kLongAgo);
    next_.assign(fifos, 0);
  }

  /// First cycle in which the next entry can be pushed.
  noc::Cycle space_at(std::size_t fifo) const { return pops_[fifo * depth_ + next_[fifo]] + 1; }

  /// The entry pushed last is taken in this cycle.
  void pop(std::size_t fifo, noc::Cycle at) {
    pops_[fifo * depth_ + next_[fifo]] = at;
    if (++next_[fifo] == depth_) next_[fifo] = 0;
  }

  /// All that was, was so many cycles later.
  void shift(noc::Cycle cycles) {
    for (noc::Cycle& pop : pops_) pop += cycles;
  }

 private:
  static constexpr noc::Cycle kLongAgo = -1'000'000'000;

  std::size_t depth_;
  std::vector<noc::Cycle> pops_;   // [FIFO][place]
  std::vector<std::size_t> next_;  // [FIFO] the place of the next entry
};

}  // namespace eyeriss::sim
