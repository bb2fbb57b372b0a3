// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "sim/energy/energy_table.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// Reads a table with the structure of `hw/presets/energy/*.json`. Every action must be there.
/// @throws InputError
EnergyTable read_energy_table(const JsonValue& value);

/// Structured like a preset, readable as one.
nlohmann::json to_json(const EnergyTable& table);

/// `pJ` or `MAC`
std::string_view unit_name(EnergyTable::Unit unit);

}  // namespace eyeriss::sim
