// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// Fractions of zeros in a layer's tensors, padding apart: all that costs depend on of their
/// values.
struct ZeroFractions {
  double ifmap = 0;
  double weights = 0;
  double ofmap = 0;
  bool operator==(const ZeroFractions&) const = default;
};

/// What simulating the layer would count, in closed form. Passes, MACs, words of networks, spads
/// and GLB are exact (what depends on values, such as gated MACs, as expected from the fractions
/// of zeros); cycles and link words are estimates. Events inside the DRAM are not predicted.
/// @pre the layer's mapping is legal on the machine
hw::LayerCounters predict_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                   const ZeroFractions& zeros);

}  // namespace eyeriss::sim
