// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/layer_counters.h"
#include "sim/eyexam/cycle_account.h"

namespace eyeriss::sim {

/// What the slowest resource needs, and what PEs do. Only a bound if PEs mostly do not wait for it.
/// @param account charged with the resource
/// @param mac_cycles of the busiest PE
/// @param adding cycles in which it adds psums
std::string resource_words(const CycleAccount& account, double mac_cycles, double adding);

/// In what part of all cycles the array is held for data off chip, and for which; and how much more
/// that is than a resource charged needs. @pre it is
std::string hold_words(const hw::LayerCounters& counters, const CycleAccount& account);

/// What PEs in use do in the other cycles that they lose, in parts of all cycles: the largest
/// first, those below half a percent left out.
std::string idle_words(const CycleAccount& account);

}  // namespace eyeriss::sim
