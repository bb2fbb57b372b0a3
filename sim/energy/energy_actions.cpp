// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_actions.h"

#include "sim/energy/cluster_energy_actions.h"
#include "sim/energy/flat_energy_actions.h"

namespace eyeriss::sim {

std::span<const EnergyAction> energy_actions(MachineFamily family) {
  return family == MachineFamily::kFlat ? flat_energy_actions() : cluster_energy_actions();
}

}  // namespace eyeriss::sim
