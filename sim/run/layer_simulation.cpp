// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_simulation.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "hw/accelerator.h"
#include "noc/clock_domain.h"

namespace eyeriss::sim {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(100);

/// Watches a running simulation: reports its progress, and stops it when there is none.
class Watch {
 public:
  Watch(const hw::Architecture& architecture, const hw::Layer& layer,
        const hw::Accelerator& accelerator, const std::function<void(const Progress&)>& report)
      : accelerator_(accelerator),
        report_(report),
        macs_(static_cast<double>(layer.shape.macs())),
        patience_(patience(architecture)) {}

  void look(noc::Cycle now) {
    const hw::LayerCounters counters = accelerator_.counters();
    const std::uint64_t moved = counters.pe_mac_cycles + counters.pe_accumulate_cycles +
                                counters.link_words_read + counters.link_words_written +
                                counters.filter_network.words + counters.ifmap_network.words;
    if (moved != moved_) {
      moved_ = moved;
      moved_at_ = now;
    } else if (now - moved_at_ > patience_) {
      throw std::runtime_error(
          fmt::format("no progress for {} cycles, at cycle {}", now - moved_at_, now));
    }
    const auto time = std::chrono::steady_clock::now();
    if (report_ && time - reported_ >= kProgressInterval) {
      reported_ = time;
      report_({now, static_cast<double>(counters.pe_mac_cycles) / macs_});
    }
  }

 private:
  /// Longer than anything that the machine waits for: the slowest is an answer from memory, behind
  /// all bursts that can wait in its queues and on the way to them and back.
  static noc::Cycle patience(const hw::Architecture& architecture) {
    const double link_us = 10 / architecture.link.clock_mhz;
    const double bursts = architecture.link.open_bursts + 3.0 * architecture.dram.queue_entries;
    const double dram_us = bursts * burst_clocks(architecture.dram) / architecture.dram.clock_mhz;
    return 1'000'000 +
           static_cast<noc::Cycle>(10 * (link_us + dram_us) * architecture.core_clock_mhz);
  }

  /// Of memory, for a burst in the worst case.
  static double burst_clocks(const hw::DramConfig& dram) {
    if (!dram.is_ideal) return 10.0 * (dram.timing.RFC + dram.timing.RC);
    const double rate = dram.ideal.bytes_per_clock;
    return dram.ideal.latency_clocks + (rate > 0 ? dram.burst_bytes / rate : 0);
  }

  const hw::Accelerator& accelerator_;
  const std::function<void(const Progress&)>& report_;
  double macs_;
  noc::Cycle patience_;
  std::uint64_t moved_ = 0;
  noc::Cycle moved_at_ = 0;
  std::chrono::steady_clock::time_point reported_{};
};

}  // namespace

SimulatedLayer simulate(const hw::Architecture& architecture, const hw::Layer& layer,
                        const hw::LayerTensors& tensors, const Schedule& schedule,
                        const Observers& observers) {
  hw::Accelerator accelerator("accelerator", architecture, layer, tensors, schedule);
  if (schedule.freeze) accelerator.freeze();
  if (observers.interval) accelerator.on_interval(observers.interval_cycles, observers.interval);
  if (observers.dram_command) accelerator.on_dram_command(observers.dram_command);
  Watch watch(architecture, layer, accelerator, observers.progress);
  try {
    accelerator.run([&watch](noc::Cycle now) { watch.look(now); });
  } catch (const std::exception& error) {
    throw SimulatorFault(error.what(), accelerator.state());
  }
  return {accelerator.counters(), accelerator.ofmap()};
}

}  // namespace eyeriss::sim
