// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

/// What each action takes, as read from `hw/presets/energy/*.json`.
struct EnergyTable {
  /// Energies are either absolute or multiples of that of a MAC. The latter compare designs; there
  /// is no power in them.
  enum class Unit { kPicojoule, kMac };

  std::string name;
  std::string technology;
  std::string source;
  MachineFamily machines;  ///< whose actions these are
  double voltage_v;        ///< of the core, for which the energies hold
  Unit unit;
  std::vector<double> energies;  ///< one of each of energy_actions(machines), in their order
};

}  // namespace eyeriss::sim
