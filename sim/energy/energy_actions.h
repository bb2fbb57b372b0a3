// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "hw/architecture.h"
#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// Where energy goes, as the published breakdown of the chip divides it; its scratch pads are the
/// three spads together. The last one is not on the chip.
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
  /// How often it happened: linear in the counters, and so right for their differences too.
  double (*count)(const hw::Architecture&, const hw::LayerCounters&);
};

inline constexpr std::size_t kEnergyActions = 31;

/// All actions, those of one component next to each other, components in their order. Words are
/// 16 b, link words 64 b. A PE is clocked in the cycles of the passes that use it, otherwise idle;
/// a clocked PE issues a MAC, which a zero ifmap value gates, or adds a psum, or is stalled.
std::span<const EnergyAction, kEnergyActions> energy_actions();

}  // namespace eyeriss::sim
