// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/pe_energy.h"

#include "sim/energy/energy_model.h"

namespace eyeriss::sim {
namespace {

void shrink(hw::Architecture& machine) {
  machine.array.rows = 1;
  machine.array.columns = 1;
}

void shrink(hw::ClusterArchitecture& machine) {
  machine.grid = {.rows = 1, .columns = 1};
  machine.cluster = {.pe_rows = 1, .pe_columns = 1};
}

}  // namespace

PeEnergy::PeEnergy(const EnergyTable& table, const hw::AnyArchitecture& architecture)
    : table_(table), machine_of_one_pe_(architecture) {
  std::visit([](auto& machine) { shrink(machine); }, machine_of_one_pe_);
}

double PeEnergy::of(const hw::PeCounters& pe, noc::Cycle total_cycles) const {
  hw::LayerCounters counters;
  counters.total_cycles = total_cycles;
  pe.add_to(counters);
  counters.ifmap_network.deliveries = pe.ifmap_words_in;
  counters.filter_network.deliveries = pe.filter_words_in;
  counters.psum_out_network.words = pe.psum_words_out;
  counters.glb_psum_written = pe.psums_out;
  const EnergyBreakdown breakdown = energy(table_, machine_of_one_pe_, counters);
  double sum = 0;
  for (const EnergyComponent component : kPeComponents) sum += breakdown.of(component);
  return sum;
}

}  // namespace eyeriss::sim
