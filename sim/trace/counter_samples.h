// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// What a timeline shows of a layer's counters: their states at the ends of intervals. When there
/// are too many to be looked at, intervals beside each other become one: what is counted in between
/// two states that are left is the sum over the intervals between them.
class CounterSamples {
 public:
  /// @param max_samples even, at least 2
  explicit CounterSamples(std::size_t max_samples) : max_samples_(max_samples) {}

  /// Ends an interval, at whose end this has been counted from the beginning of the layer.
  void add(const hw::LayerCounters& counters);

  /// In order of time. The last is the one added last.
  const std::vector<hw::LayerCounters>& ends() const { return ends_; }

 private:
  void merge_pairs();

  std::size_t max_samples_;
  std::vector<hw::LayerCounters> ends_;
  std::size_t per_sample_ = 1;  // intervals; the last may have fewer
  std::size_t in_last_ = 0;
};

}  // namespace eyeriss::sim
