// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/counter_samples.h"

namespace eyeriss::sim {

void CounterSamples::add(const hw::LayerCounters& counters) {
  const bool is_last_full = ends_.empty() || in_last_ == per_sample_;
  if (!is_last_full) {
    ends_.back() = counters;
    ++in_last_;
    return;
  }
  if (ends_.size() == max_samples_) merge_pairs();
  ends_.push_back(counters);
  in_last_ = 1;
}

void CounterSamples::merge_pairs() {
  for (std::size_t pair = 0; pair < ends_.size() / 2; ++pair) ends_[pair] = ends_[2 * pair + 1];
  ends_.resize(ends_.size() / 2);
  per_sample_ *= 2;
}

}  // namespace eyeriss::sim
