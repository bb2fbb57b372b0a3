// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {
namespace {

/// After a ReLU whose bias nobody chose, outputs are as often positive as not.
constexpr double kReluZeros = 0.5;

}  // namespace

ZeroFractions zero_fractions(const WorkloadLayer& layer) {
  return {.ifmap = layer.ifmap.zeros,
          .weights = layer.weights.zeros,
          .ofmap = layer.ofmap_zeros.value_or(layer.relu ? kReluZeros : 0)};
}

}  // namespace eyeriss::sim
