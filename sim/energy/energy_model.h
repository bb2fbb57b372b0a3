// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "hw/any_architecture.h"
#include "hw/layer_counters.h"
#include "sim/energy/energy_actions.h"
#include "sim/energy/energy_table.h"

namespace eyeriss::sim {

/// Energy by component, in the unit of the table.
struct EnergyBreakdown {
  std::array<double, kEnergyComponents.size()> components = {};

  double of(EnergyComponent component) const {
    return components[static_cast<std::size_t>(component)];
  }
  double dram() const { return of(EnergyComponent::kDram); }
  /// All components but DRAM.
  double chip_total() const;
};

/// Counts times table. Energies of the core scale with the square of the machine's core voltage;
/// I/O pads and DRAM have supplies of their own, and multiples of a MAC's energy have no voltage.
/// Linear in the counters, so that the energies of
/// a layer's intervals add up to the layer's.
/// @throws std::invalid_argument if the table is not of the machine's family or has another number
/// of energies than that has actions
EnergyBreakdown energy(const EnergyTable& table, const hw::AnyArchitecture& architecture,
                       const hw::LayerCounters& counters);

}  // namespace eyeriss::sim
