// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/pes_trace.h"

#include <fmt/format.h>

#include <iterator>

namespace eyeriss::sim {

std::string PesTrace::header() {
  return "layer,row,column,macs_active,macs_gated,macs_skipped,mac_cycles,accumulate_cycles,"
         "wait_filter_cycles,wait_ifmap_cycles,wait_psum_in_cycles,wait_psum_out_cycles,"
         "bubble_cycles,utilization,energy_pj";
}

PesTrace::PesTrace(const std::string& layer, const Machine& machine,
                   const std::filesystem::path& file)
    : layer_(layer),
      machine_(machine),
      energy_(machine.energy, machine.architecture),
      part_(file) {}

void PesTrace::add(const hw::LayerCounters& layer, const std::vector<hw::PeCounters>& pes) {
  const auto columns = static_cast<std::size_t>(
      std::visit([](const auto& any) { return any.pe_columns(); }, machine_.architecture));
  const double macs_per_pe = static_cast<double>(machine_.macs_per_cycle()) / machine_.pes();
  const double possible_macs = static_cast<double>(layer.processing_cycles()) * macs_per_pe;
  for (std::size_t i = 0; i < pes.size(); ++i) {
    const hw::PeCounters& pe = pes[i];
    const auto macs = static_cast<double>(pe.macs_active + pe.macs_gated + pe.macs_skipped);
    fmt::format_to(std::back_inserter(part_.row()), "{},{},{},{},{},{},{},{},{},{},{},{},{},{},",
                   layer_, i / columns, i % columns, pe.macs_active, pe.macs_gated, pe.macs_skipped,
                   pe.mac_cycles, pe.accumulate_cycles, pe.wait_filter_cycles, pe.wait_ifmap_cycles,
                   pe.wait_psum_in_cycles, pe.wait_psum_out_cycles, pe.bubble_cycles,
                   macs / possible_macs);
    if (machine_.energy.unit == EnergyTable::Unit::kPicojoule) {
      part_.row() += fmt::format("{}", energy_.of(pe, layer.total_cycles));
    }
    part_.end_row();
  }
}

}  // namespace eyeriss::sim
