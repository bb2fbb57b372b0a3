// SPDX-License-Identifier: Apache-2.0
#include "noc/timing_wheel.h"

namespace eyeriss::noc {

TimingWheel::TimingWheel(int modules)
    : words_((modules + 63) / 64),
      bits_(static_cast<std::size_t>(kSlots * words_), 0),
      due_(static_cast<std::size_t>(modules), kNever) {}

Cycle TimingWheel::next() const {
  const Cycle first = (now_ + 1) % kSlots;
  auto word = static_cast<std::size_t>(first / 64);
  std::uint64_t pending = occupied_[word] & (~std::uint64_t{0} << (first % 64));
  // One word more than there are: the first is looked at in two parts.
  for (std::size_t looked = 0; looked <= occupied_.size(); ++looked) {
    if (pending != 0) {
      const auto slot = static_cast<Cycle>(word * 64) + std::countr_zero(pending);
      return now_ + 1 + (slot - first + kSlots) % kSlots;
    }
    word = (word + 1) % occupied_.size();
    pending = occupied_[word];
  }
  return kNever;
}

}  // namespace eyeriss::noc
