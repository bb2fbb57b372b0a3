// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/dram/dram_command.h"
#include "hw/layer_counters.h"
#include "hw/pe/pe_counters.h"
#include "hw/phase.h"
#include "noc/clock_domain.h"
#include "noc/cycle.h"
#include "noc/probes.h"

namespace eyeriss::hw {

/// A machine of any family, configured for one layer, and its memory.
class Chip {
 public:
  virtual ~Chip() = default;

  /// Has `report` called, while the layer runs, with what was counted from the beginning to the end
  /// of each interval of so many core cycles, the last of which may be shorter. The same in every
  /// schedule. To be called before run().
  virtual void on_interval(noc::Cycle cycles, std::function<void(const LayerCounters&)> report) = 0;
  /// Has `observe` called with every command that memory gets, in order of its clock. To be called
  /// before run().
  virtual void on_dram_command(const std::function<void(const DramCommand&)>& observe) = 0;
  /// Has `observe` called with every phase that has come to its end. On the first track, number 0,
  /// are those of the layer as a whole, whose lengths add up to its cycles. The same in every
  /// schedule. To be called before run().
  virtual void on_phase(const PhaseObserver& observe) = 0;

  /// The clock in whose cycles the machine is counted.
  virtual noc::ClockDomain& core() = 0;
  /// Adds all signals that waveforms can show. To be called before run(), at most once.
  virtual void probe(noc::Probes& probes) = 0;

  /// Simulates the layer, which must be called once only: SystemC elaborates once.
  /// @param heartbeat called with the core cycle now and then; what it throws ends the simulation
  /// @throws InvariantError if the model contradicts itself, or stands still before the layer is
  ///   finished
  virtual void run(std::function<void(noc::Cycle)> heartbeat) = 0;

  /// Counts so far; complete once the layer is finished.
  virtual LayerCounters counters() const = 0;
  /// Those that each PE has counted of them, row by row over all PEs of the machine, whether they
  /// work or not; clusters stand beside each other as in the grid. Complete as counters() are.
  virtual std::vector<PeCounters> pe_counters() const = 0;
  /// [N,M,E,F], as memory holds it once the layer is finished.
  virtual std::vector<std::int16_t> ofmap() = 0;

  /// What each module is doing, a line each.
  virtual std::string state() const = 0;

  /// Fault injection: a PE gets no psums.
  virtual void freeze() = 0;
};

}  // namespace eyeriss::hw
