// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/dram/dram_command.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/run/layer_simulation.h"

namespace eyeriss::test {

/// sim::simulate() in a child process, because SystemC elaborates once per process.
/// @throws std::runtime_error with what the child had to say if it failed
sim::SimulatedLayer simulate_isolated(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer, const hw::LayerTensors& tensors,
                                      const sim::Schedule& schedule);

/// The same, looked on by observers in the child, where `finished` is called in the end: they can
/// write files.
sim::SimulatedLayer simulate_isolated(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer, const hw::LayerTensors& tensors,
                                      const sim::Schedule& schedule,
                                      const sim::Observers& observers,
                                      const std::function<void()>& finished);

/// A simulated layer, what was counted by the end of each interval, and what memory was told.
struct TracedLayer {
  sim::SimulatedLayer result;
  std::vector<hw::LayerCounters> intervals;
  std::vector<hw::DramCommand> commands;
};

/// The same with traces of both kinds.
TracedLayer trace_isolated(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                           const hw::LayerTensors& tensors, const sim::Schedule& schedule,
                           std::int64_t interval_cycles);

}  // namespace eyeriss::test
