// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/interval_trace.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "sim/stats/counts.h"
#include "sim/trace/interval_figures.h"

namespace eyeriss::sim {
namespace {

template <typename Number>
void append(std::string& row, Number value) {
  fmt::format_to(std::back_inserter(row), FMT_COMPILE(",{}"), value);
}

}  // namespace

std::string IntervalTrace::cycles_header(const Machine& machine) {
  std::string header = "layer,cycle,active_pes";
  for (const Count& count : counts(machine.architecture))
    header += fmt::format(",{}", column_name(count));
  return header;
}

std::string IntervalTrace::energy_header() {
  std::string header = "layer,cycle,cycles.total";
  for (std::size_t i = 0; i + 1 < kEnergyComponents.size(); ++i)
    header += fmt::format(",energy_pj.{}", kEnergyComponents[i]);
  return header + ",energy_pj.chip_total,energy_pj.dram,power_mw";
}

IntervalTrace::IntervalTrace(const std::string& layer, const Machine& machine,
                             const std::optional<std::filesystem::path>& cycles,
                             const std::optional<std::filesystem::path>& energy)
    : layer_(layer), machine_(machine) {
  if (cycles) cycles_.emplace(*cycles);
  if (energy) energy_.emplace(*energy);
}

void IntervalTrace::add(const hw::LayerCounters& counters) {
  if (cycles_) add_cycles(counters);
  if (energy_) add_energy(counters);
  before_ = counters;
}

void IntervalTrace::add_cycles(const hw::LayerCounters& counters) {
  std::string& row = cycles_->row();
  row += layer_;
  append(row, before_.total_cycles);
  append(row, active_pes(before_, counters));
  const hw::AnyArchitecture& architecture = machine_.architecture;
  for (const Count& count : counts(architecture)) {
    append(row, count.value(architecture, counters) - count.value(architecture, before_));
  }
  cycles_->end_row();
}

void IntervalTrace::add_energy(const hw::LayerCounters& counters) {
  const EnergyBreakdown now = energy(machine_.energy, machine_.architecture, counters);
  const std::int64_t cycles = counters.total_cycles - before_.total_cycles;
  std::string& row = energy_->row();
  row += layer_;
  append(row, before_.total_cycles);
  append(row, cycles);
  for (std::size_t i = 0; i + 1 < kEnergyComponents.size(); ++i)
    append(row, now.components[i] - energy_before_.components[i]);
  const double chip = now.chip_total() - energy_before_.chip_total();
  append(row, chip);
  append(row, now.dram() - energy_before_.dram());
  if (const auto power = power_mw(machine_, chip, cycles)) {
    append(row, *power);
  } else {
    row += ',';  // multiples of a MAC's energy: no power
  }
  energy_->end_row();
  energy_before_ = now;
}

void IntervalTrace::close() {
  if (cycles_) cycles_->close();
  if (energy_) energy_->close();
}

}  // namespace eyeriss::sim
