// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eyeriss::sim {

/// What a search for mappings minimises. Energy is that of chip and DRAM together, latency is the
/// total one, off-chip transfers included.
enum class Objective { kEnergy, kLatency, kEnergyDelayProduct };

/// `energy`, `latency` or `edp`
std::string_view name_of(Objective objective);

/// The value of option `--objective`.
/// @throws InputError
Objective read_objective(const std::string& text);

}  // namespace eyeriss::sim
