// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/mapper/pass_classes.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// What happens on the chip while a layer runs, in closed form: passes, MACs, words of networks,
/// spads and GLB. Exact, but for what depends on values: of the MACs, those at padding are gated,
/// and of the others as large a fraction as of the ifmap is zero.
/// @pre the layer's mapping is legal
hw::LayerCounters count_passes(const hw::Architecture& architecture, const hw::Layer& layer,
                               const PassClasses& classes, const ZeroFractions& zeros);

/// Words of the filter network in one pass: each row of each PE set gets its own.
hw::LayerCounters::Count filter_network_words(const hw::Architecture& architecture,
                                              const hw::Layer& layer, const PassExtents& pass);

}  // namespace eyeriss::sim
