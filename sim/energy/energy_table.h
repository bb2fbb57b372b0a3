// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "sim/energy/energy_actions.h"

namespace eyeriss::sim {

/// What each action takes, as read from `hw/presets/energy/*.json`.
struct EnergyTable {
  /// Energies are either absolute or multiples of that of a MAC. The latter compare designs; there
  /// is no power in them.
  enum class Unit { kPicojoule, kMac };

  std::string name;
  std::string technology;
  std::string source;
  double voltage_v;  ///< of the core, for which the energies hold
  Unit unit;
  std::array<double, kEnergyActions> energies;  ///< in the order of energy_actions()
};

}  // namespace eyeriss::sim
