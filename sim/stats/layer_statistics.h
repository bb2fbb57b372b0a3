// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/tensors.h"
#include "sim/run/layer_simulation.h"

namespace eyeriss::sim {

/// How a layer's tensors travel and rest in memory: `{"ifmap": "rlc", ...}`
nlohmann::ordered_json coding_json(const hw::Layer& layer);

/// The part of a layer's results that follows from input and machine alone: work, mapping,
/// cycles, latencies, accesses and stalls, with the units in the names of the keys. Identical
/// for identical input, however the layer was scheduled.
nlohmann::ordered_json layer_statistics(const Machine& machine, const hw::Layer& layer,
                                        const TensorSet& tensors, const SimulatedLayer& simulated);

}  // namespace eyeriss::sim
