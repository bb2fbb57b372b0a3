// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "noc/word.h"

namespace eyeriss::hw {

/// What off-chip memory holds, in 64 b words, a region for each kind of data.
class Memory {
 public:
  enum Region { kIfmaps, kFilters, kOfmaps };

  std::vector<noc::Word64>& region(Region which) { return regions_[which]; }
  const std::vector<noc::Word64>& region(Region which) const { return regions_[which]; }

  const noc::Word64& read(Region which, std::int64_t address) const {
    return regions_[which].at(static_cast<std::size_t>(address));
  }
  /// The region grows as far as it is written.
  void write(Region which, std::int64_t address, const noc::Word64& word) {
    auto& words = regions_[which];
    const auto at = static_cast<std::size_t>(address);
    if (at >= words.size()) words.resize(at + 1);
    words[at] = word;
  }

 private:
  std::array<std::vector<noc::Word64>, 3> regions_;
};

}  // namespace eyeriss::hw
