// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_model.h"

#include <numeric>
#include <stdexcept>

namespace eyeriss::sim {

double EnergyBreakdown::chip_total() const {
  static_assert(static_cast<std::size_t>(EnergyComponent::kDram) + 1 == kEnergyComponents.size());
  return std::accumulate(components.begin(), components.end() - 1, 0.0);
}

EnergyBreakdown energy(const EnergyTable& table, const hw::AnyArchitecture& architecture,
                       const hw::LayerCounters& counters) {
  const std::span<const EnergyAction> actions = energy_actions(table.machines);
  if (table.machines != family_of(architecture) || table.energies.size() != actions.size()) {
    throw std::invalid_argument("energy table " + table.name + " does not fit the machine");
  }
  const double core_voltage_v =
      std::visit([](const auto& machine) { return machine.core_voltage_v; }, architecture);
  const double volts = core_voltage_v / table.voltage_v;
  const double core_scale = volts * volts;
  EnergyBreakdown result;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const EnergyAction& action = actions[i];
    const bool has_own_supply =
        action.component == EnergyComponent::kIoPads || action.component == EnergyComponent::kDram;
    const bool is_absolute = table.unit == EnergyTable::Unit::kPicojoule;
    result.components[static_cast<std::size_t>(action.component)] +=
        table.energies[i] * (is_absolute && !has_own_supply ? core_scale : 1) *
        action.count(architecture, counters);
  }
  return result;
}

}  // namespace eyeriss::sim
