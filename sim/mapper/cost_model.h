// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// What simulating the layer would count, in closed form. Passes, MACs, words of networks, spads
/// and GLB are exact (what depends on values, such as gated MACs, as expected from the fractions
/// of zeros); cycles and link words are estimates. Events inside the DRAM are not predicted.
/// @pre the layer's mapping is legal on the machine
hw::LayerCounters predict_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                   const ZeroFractions& zeros);

/// The same with cycles that no prediction is below, for a fraction of the effort; see
/// least_layer_times().
hw::LayerCounters least_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                 const ZeroFractions& zeros);

}  // namespace eyeriss::sim
