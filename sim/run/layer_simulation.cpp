// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_simulation.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <variant>

#include "hw/accelerator.h"
#include "hw/chip.h"
#include "hw/cluster/cluster_accelerator.h"
#include "noc/clock_domain.h"

namespace eyeriss::sim {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(100);

/// Watches a running simulation: reports its progress, and stops it when there is none.
class Watch {
 public:
  Watch(const hw::AnyArchitecture& architecture, const hw::Layer& layer, const hw::Chip& chip,
        const std::function<void(const Progress&)>& report)
      : chip_(chip),
        report_(report),
        macs_(static_cast<double>(layer.shape.macs())),
        patience_(std::visit([](const auto& a) { return patience(a); }, architecture)) {}

  void look(noc::Cycle now) {
    const hw::LayerCounters counters = chip_.counters();
    const std::uint64_t moved =
        counters.pe_mac_cycles + counters.pe_accumulate_cycles + counters.link_words_read +
        counters.link_words_written + counters.filter_network.words + counters.ifmap_network.words +
        counters.off_chip_ifmap_bits + counters.off_chip_filter_bits + counters.off_chip_ofmap_bits;
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
      const auto macs = counters.macs_active + counters.macs_gated + counters.macs_skipped;
      report_({now, static_cast<double>(macs) / macs_});
    }
  }

 private:
  /// Longer than anything that the machine waits for: the slowest is an answer from memory, behind
  /// all bursts that can wait in its queues and on the way to them and back.
  static noc::Cycle patience(const hw::Architecture& architecture) {
    const double link_us = 10 / architecture.link.clock_mhz;
    const double answer_us = link_us + dram_us(architecture.dram, architecture.link.open_bursts);
    return patience(architecture.core_clock_mhz, answer_us);
  }
  static noc::Cycle patience(const hw::ClusterArchitecture& architecture) {
    const auto& noc = architecture.noc;
    const double ports = noc.iact.routers + noc.weight.routers + noc.psum.routers;
    const double bursts = architecture.clusters() * ports * architecture.off_chip.buffer_bursts;
    return patience(architecture.core_clock_mhz, dram_us(architecture.dram, bursts));
  }
  static noc::Cycle patience(double core_clock_mhz, double answer_us) {
    return 1'000'000 + static_cast<noc::Cycle>(10 * answer_us * core_clock_mhz);
  }

  /// For so many bursts on the way, and those in the queues.
  static double dram_us(const hw::DramConfig& dram, double bursts) {
    return (bursts + 3.0 * dram.queue_entries) * burst_clocks(dram) / dram.clock_mhz;
  }

  /// Of memory, for a burst in the worst case.
  static double burst_clocks(const hw::DramConfig& dram) {
    if (!dram.is_ideal) return 10.0 * (dram.timing.RFC + dram.timing.RC);
    const double rate = dram.ideal.bytes_per_clock;
    return dram.ideal.latency_clocks + (rate > 0 ? dram.burst_bytes / rate : 0);
  }

  const hw::Chip& chip_;
  const std::function<void(const Progress&)>& report_;
  double macs_;
  noc::Cycle patience_;
  std::uint64_t moved_ = 0;
  noc::Cycle moved_at_ = 0;
  std::chrono::steady_clock::time_point reported_{};
};

std::unique_ptr<hw::Chip> make_chip(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                                    const hw::LayerTensors& tensors,
                                    const noc::Schedule& schedule) {
  constexpr const char* kName = "top";
  if (const auto* flat = std::get_if<hw::Architecture>(&architecture)) {
    return std::make_unique<hw::Accelerator>(kName, *flat, layer, tensors, schedule);
  }
  const auto& clusters = std::get<hw::ClusterArchitecture>(architecture);
  return std::make_unique<hw::ClusterAccelerator>(kName, clusters, layer, tensors, schedule);
}

}  // namespace

SimulatedLayer simulate(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                        const hw::LayerTensors& tensors, const Schedule& schedule,
                        const Observers& observers) {
  const std::unique_ptr<hw::Chip> chip = make_chip(architecture, layer, tensors, schedule);
  if (schedule.freeze) chip->freeze();
  if (observers.interval) chip->on_interval(observers.interval_cycles, observers.interval);
  if (observers.dram_command) chip->on_dram_command(observers.dram_command);
  if (observers.elaborated) {
    noc::Probes probes;
    chip->probe(probes);
    observers.elaborated(probes, chip->core());
  }
  if (observers.phase) chip->on_phase(observers.phase);
  Watch watch(architecture, layer, *chip, observers.progress);
  try {
    chip->run([&watch](noc::Cycle now) { watch.look(now); });
  } catch (const std::exception& error) {
    throw SimulatorFault(error.what(), chip->state());
  }
  if (observers.finished) observers.finished(chip->counters().total_cycles);
  return {chip->counters(), chip->pe_counters(), chip->ofmap()};
}

std::vector<std::string> module_names(const hw::AnyArchitecture& architecture,
                                      const hw::Layer& layer) {
  const hw::LayerShape& shape = layer.shape;
  const auto size = [](auto... extents) { return (static_cast<std::size_t>(extents) * ...); };
  const hw::LayerTensors tensors{
      .ifmap = std::vector<std::int16_t>(size(shape.N, shape.C, shape.H, shape.W)),
      .weights = std::vector<std::int16_t>(size(shape.M, shape.C / shape.groups, shape.R, shape.S)),
      .bias = std::vector<std::int32_t>(size(shape.M))};
  const auto chip = make_chip(architecture, layer, tensors, {});
  noc::Probes probes;
  chip->probe(probes);
  std::vector<std::string> names;
  for (const noc::Probe& probe : probes.all()) {
    if (names.empty() || names.back() != probe.scope) names.push_back(probe.scope);
  }
  return names;
}

}  // namespace eyeriss::sim
