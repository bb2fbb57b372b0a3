// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "sim/energy/energy_table.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// Reads a table with the structure of `hw/presets/energy/*.json`, for machines of one family. All
/// of its actions must be there; `machines`, the name of the family, may be absent where it is
/// `flat`.
/// @throws InputError also for a table of the other family
EnergyTable read_energy_table(const JsonValue& value, MachineFamily family);

/// Structured like a preset, readable as one.
nlohmann::json to_json(const EnergyTable& table);

/// `pJ` or `MAC`
std::string_view unit_name(EnergyTable::Unit unit);

}  // namespace eyeriss::sim
