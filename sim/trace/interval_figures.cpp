// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/interval_figures.h"

namespace eyeriss::sim {
namespace {

std::int64_t busy_pe_cycles(const hw::LayerCounters& counters) {
  return static_cast<std::int64_t>(counters.pe_mac_cycles + counters.pe_accumulate_cycles);
}

}  // namespace

double active_pes(const hw::LayerCounters& before, const hw::LayerCounters& after) {
  const auto busy = static_cast<double>(busy_pe_cycles(after) - busy_pe_cycles(before));
  return busy / static_cast<double>(after.total_cycles - before.total_cycles);
}

std::optional<double> power_mw(const Machine& machine, double energy, std::int64_t cycles) {
  if (machine.energy.unit != EnergyTable::Unit::kPicojoule) return std::nullopt;
  return energy * 1e-3 * machine.core_clock_mhz() / static_cast<double>(cycles);
}

}  // namespace eyeriss::sim
