// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/any_architecture.h"
#include "hw/layer_counters.h"

/// How often actions happened that both families of machines have, as EnergyAction counts.
namespace eyeriss::sim::action_counts {

using Machine = const hw::AnyArchitecture&;
using Counters = const hw::LayerCounters&;

template <typename Integer>
double number(Integer count) {
  return static_cast<double>(count);
}

template <hw::LayerCounters::Count hw::LayerCounters::*count>
double counted(Machine, Counters c) {
  return number(c.*count);
}

inline double cycles(Machine, Counters c) { return number(c.total_cycles); }

/// PE cycles of the passes under way, summed over the PEs that they use.
inline double clocked(Machine, Counters c) { return number(c.pe_mapped_cycles); }

/// All other PE cycles.
inline double idle(Machine machine, Counters c) {
  const int pes = std::visit([](const auto& any) { return any.pes(); }, machine);
  return number(pes) * number(c.total_cycles) - number(c.pe_mapped_cycles);
}

/// Clocked, but neither a MAC issued nor a psum added.
inline double stalled(Machine, Counters c) {
  return number(c.pe_mapped_cycles) - number(c.pe_mac_cycles) - number(c.pe_accumulate_cycles);
}

}  // namespace eyeriss::sim::action_counts
