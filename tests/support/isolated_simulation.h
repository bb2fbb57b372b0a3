// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "sim/run/layer_simulation.h"

namespace eyeriss::test {

/// sim::simulate() in a child process, because SystemC elaborates once per process.
/// @throws std::runtime_error with what the child had to say if it failed
sim::SimulatedLayer simulate_isolated(const hw::Architecture& architecture, const hw::Layer& layer,
                                      const hw::LayerTensors& tensors,
                                      const sim::Schedule& schedule);

}  // namespace eyeriss::test
