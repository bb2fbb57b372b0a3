// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "hw/any_architecture.h"
#include "hw/pe/pe_counters.h"
#include "noc/cycle.h"
#include "sim/energy/energy_actions.h"
#include "sim/energy/energy_table.h"

namespace eyeriss::sim {

/// Components whose energy is that of actions in PEs. The clock network, which reaches them, and
/// what lies between them are the machine's.
inline constexpr std::array kPeComponents = {
    EnergyComponent::kIfmapSpad, EnergyComponent::kFilterSpad, EnergyComponent::kPsumSpad,
    EnergyComponent::kMac,       EnergyComponent::kPeControl,  EnergyComponent::kPeFifos};

/// What the energy model charges for single PEs: the energy of a machine of one PE that counts the
/// same. Over all PEs it adds up to these components of the machine's energy.
class PeEnergy {
 public:
  /// @param table must outlive this
  PeEnergy(const EnergyTable& table, const hw::AnyArchitecture& architecture);

  /// In the unit of the table, over all PE components.
  /// @param total_cycles of the layer: a PE takes energy also when it is idle
  /// @throws std::invalid_argument as energy() does
  double of(const hw::PeCounters& pe, noc::Cycle total_cycles) const;

 private:
  const EnergyTable& table_;
  hw::AnyArchitecture machine_of_one_pe_;
};

}  // namespace eyeriss::sim
