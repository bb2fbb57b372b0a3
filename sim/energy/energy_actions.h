// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "hw/any_architecture.h"
#include "hw/layer_counters.h"
#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

/// Where energy goes, as the published breakdown of the first chip divides it; its scratch pads are
/// the three spads together. The last one is not on the chip.
enum class EnergyComponent {
  kClockNetwork,
  kIfmapSpad,
  kFilterSpad,
  kPsumSpad,
  kMac,
  kPeControl,
  kPeFifos,
  kGlb,
  kNoc,
  kIoPads,
  kTopControl,
  kDram
};

/// In the order of EnergyComponent, as tables and results name them.
inline constexpr std::array<std::string_view, 12> kEnergyComponents = {
    "clock_network", "ifmap_spad", "filter_spad", "psum_spad", "mac",         "pe_control",
    "pe_fifos",      "glb",        "noc",         "io_pads",   "top_control", "dram"};

/// Something that takes energy each time it happens. A table says how much.
struct EnergyAction {
  EnergyComponent component;
  std::string_view name;
  /// How often it happened on a machine of the action's family: linear in the counters, and so
  /// right for their differences too.
  double (*count)(const hw::AnyArchitecture&, const hw::LayerCounters&);
};

/// All actions of a family, those of one component next to each other, components in their order.
/// What they count stands in flat_energy_actions.h and cluster_energy_actions.h.
std::span<const EnergyAction> energy_actions(MachineFamily family);

}  // namespace eyeriss::sim
