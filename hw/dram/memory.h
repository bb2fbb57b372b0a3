// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "noc/word.h"

namespace eyeriss::hw {

/// What off-chip memory holds, in 64 b words from address 0 on. What was never written is zero.
class Memory {
 public:
  const noc::Word64& read(std::int64_t address) const {
    static constexpr noc::Word64 kZero{};
    const auto at = static_cast<std::size_t>(address);
    return at < words_.size() ? words_[at] : kZero;
  }
  void write(std::int64_t address, const noc::Word64& word) {
    const auto at = static_cast<std::size_t>(address);
    if (at >= words_.size()) words_.resize(at + 1);
    words_[at] = word;
  }

  /// One more than the highest address written.
  std::int64_t words() const { return static_cast<std::int64_t>(words_.size()); }

 private:
  std::vector<noc::Word64> words_;
};

}  // namespace eyeriss::hw
