// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "hw/layer.h"

namespace eyeriss::sim {

/// Words of the weight data spad that a layer's weights need as CSC data, a column of p filters
/// per weight of a window.
class WeightNeed {
 public:
  /// @param weights [M,C/groups,R,S]; must outlive the object, as must the shape
  /// @param macs_per_cycle pairs of a spad word
  WeightNeed(const hw::LayerShape& shape, const std::vector<std::int16_t>& weights,
             int macs_per_cycle)
      : shape_(shape), weights_(weights), macs_(macs_per_cycle) {}

  /// The most that a PE needs with p filters and q channels, in any pass.
  int words(int p, int q);
  /// Whether that is no more than `most`.
  bool fits(int p, int q, int most);

 private:
  using Words = std::vector<std::uint32_t>;

  /// Words of the columns of each (chunk of filters, channel, filter row).
  const Words& row_words(int p);

  const hw::LayerShape& shape_;
  const std::vector<std::int16_t>& weights_;
  const int macs_;
  std::map<int, Words> row_words_;  // by p
  std::map<std::pair<int, int>, int> words_;
};

/// Words that no PE is likely to need if zeros are spread evenly: their mean, and as many standard
/// deviations as leave one PE in a hundred layers above.
/// @param zeros fraction of zero weights
double likely_weight_need(const hw::LayerShape& shape, double zeros, int macs_per_cycle, int p,
                          int q);

}  // namespace eyeriss::sim
