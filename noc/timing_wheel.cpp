// SPDX-License-Identifier: Apache-2.0
#include "noc/timing_wheel.h"

namespace eyeriss::noc {

TimingWheel::TimingWheel(int modules)
    : words_((static_cast<std::size_t>(modules) + kBits - 1) / kBits),
      bits_(kSlots * words_, 0),
      due_(static_cast<std::size_t>(modules), kNever) {}

Cycle TimingWheel::next() const {
  const std::size_t first = slot_of(now_ + 1);
  std::size_t word = first / kBits;
  std::uint64_t pending = occupied_[word] & (~std::uint64_t{0} << (first % kBits));
  // One word more than there are: the first is looked at in two parts.
  for (std::size_t looked = 0; looked <= occupied_.size(); ++looked) {
    if (pending != 0) {
      const std::size_t slot = word * kBits + static_cast<std::size_t>(std::countr_zero(pending));
      return now_ + 1 + static_cast<Cycle>((slot - first) % kSlots);
    }
    word = (word + 1) % occupied_.size();
    pending = occupied_[word];
  }
  return kNever;
}

}  // namespace eyeriss::noc
