// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "sim/energy/energy_actions.h"

namespace eyeriss::sim {

/// Of machines with flat buses. Words are 16 b, link words 64 b. A PE is clocked in the cycles of
/// the passes that use it, otherwise idle; a clocked PE issues a MAC, which a zero ifmap value
/// gates, or adds a psum, or is stalled.
std::span<const EnergyAction> flat_energy_actions();

}  // namespace eyeriss::sim
