// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "noc/cycle.h"

namespace eyeriss::noc {

/// Makes a channel deliver late: now and then by a few cycles, or after some words never again.
/// For tests: outputs must not depend on it.
class RandomDelay {
 public:
  explicit RandomDelay(std::uint64_t seed) : state_(seed) {}

  /// The words from number `word` on are never delivered.
  void freeze_from(std::uint64_t word) { frozen_from_ = word; }

  /// When the next word, which would be seen at `visible`, is seen. Order is kept.
  Cycle delay(Cycle visible) {
    if (words_++ >= frozen_from_) return kNever;
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX generator
    const auto draw = static_cast<Cycle>(state_ >> 32);
    const bool late = jitter_ && draw % 8 == 0;
    last_ = std::max(last_, visible + (late ? 1 + draw / 8 % 7 : 0));
    return last_;
  }

  /// Only freezing, no random delays.
  void without_jitter() { jitter_ = false; }

 private:
  std::uint64_t state_;
  std::uint64_t words_ = 0;
  std::uint64_t frozen_from_ = ~std::uint64_t{0};
  Cycle last_ = 0;
  bool jitter_ = true;
};

}  // namespace eyeriss::noc
