// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "noc/cycle.h"

namespace eyeriss::sim {

/// Core cycles that transfers between GLB and memory take when nothing else is on the link: the
/// link's rate, or the memory's or that of the GLB's side where it is lower, and the time there and
/// back.
class LinkTiming {
 public:
  /// A job is seen in the cycle after it was handed over, its end in the cycle after its last word,
  /// whose own cycle the rate counts already.
  static constexpr noc::Cycle kHandshake = 1;

  explicit LinkTiming(const hw::Architecture& architecture);

  /// Cycles in which the link carries so many words, without the time to the first.
  double carry(double words) const { return words * cycles_per_word_; }
  /// @param write_cycles in which the decoder writes the values
  noc::Cycle fill(double words, double write_cycles) const;
  /// @param read_cycles in which the GLB reads the values
  noc::Cycle drain(double words, double read_cycles) const;

 private:
  double cycles_per_word_;       ///< link or memory, whichever is slower
  double read_cycles_per_word_;  ///< the same, as far as reads can be under way
  double latency_;
};

}  // namespace eyeriss::sim
