// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/dram/dram_command.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/pe/pe_counters.h"
#include "hw/phase.h"
#include "noc/clock_domain.h"
#include "noc/probes.h"

namespace eyeriss::sim {

/// How a layer is simulated.
struct Schedule : noc::Schedule {
  bool freeze = false;  ///< inject a fault: a channel delivers nothing
};

/// State of a running simulation, reported about ten times a second.
struct Progress {
  std::int64_t cycle;  ///< core cycle
  double share;        ///< MACs done of the layer's MACs, 0 to 1
};

/// Who looks on while a layer is simulated; each may be empty.
struct Observers {
  std::function<void(const Progress&)> progress;
  /// Gets what was counted by the end of each interval of `interval_cycles`.
  std::function<void(const hw::LayerCounters&)> interval;
  std::int64_t interval_cycles = 0;
  std::function<void(const hw::DramCommand&)> dram_command;
  /// Gets the signals of the machine before it runs, and the clock of its cycles.
  std::function<void(noc::Probes&, noc::ClockDomain&)> elaborated;
  /// Called when the layer is complete, with its cycles, while the machine is still there.
  std::function<void(noc::Cycle)> finished;
  hw::PhaseObserver phase;
};

/// What one simulated layer leaves behind.
struct SimulatedLayer {
  hw::LayerCounters counters;
  std::vector<hw::PeCounters> pes;  ///< of the whole machine, row-major
  std::vector<std::int16_t> ofmap;  ///< [N,M,E,F], after ReLU if asked
};

/// The simulator is at fault: an invariant broke or nothing moves any more. `what()` is one
/// line; `state()` holds a line per module.
class SimulatorFault : public std::runtime_error {
 public:
  SimulatorFault(const std::string& what, std::string state)
      : std::runtime_error(what), state_(std::move(state)) {}
  const std::string& state() const { return state_; }

 private:
  std::string state_;
};

/// Elaborates the machine, runs one layer on it and returns outputs and counts. SystemC
/// elaborates once per process: call it at most once in a process.
/// @pre the mapping is legal (sim/mapper/legality.h) and the tensors have the layer's shapes
/// @throws SimulatorFault
SimulatedLayer simulate(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                        const hw::LayerTensors& tensors, const Schedule& schedule,
                        const Observers& observers);

/// Names of the modules that waveforms can show of the machine that runs a layer, in order. Like
/// simulate() to be called at most once in a process.
std::vector<std::string> module_names(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer);

}  // namespace eyeriss::sim
