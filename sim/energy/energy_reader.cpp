// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_reader.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/input/architecture_reader.h"
#include "sim/input/json_object.h"

namespace eyeriss::sim {
namespace {

constexpr std::string_view kPicojoule = "pJ";
constexpr std::string_view kMac = "MAC";
// A thousand times what any memory takes for a word: a slip in the unit.
constexpr double kMaxEnergy = 1e6;

JsonObject component_object(const JsonObject& root, std::size_t component) {
  std::vector<std::string> actions;
  for (const EnergyAction& action : energy_actions()) {
    if (static_cast<std::size_t>(action.component) == component) actions.emplace_back(action.name);
  }
  return JsonObject(root.required(kEnergyComponents[component]), actions);
}

}  // namespace

EnergyTable read_energy_table(const JsonValue& value) {
  std::vector<std::string> keys = {"name", "technology", "source", "voltage_v", "unit"};
  keys.insert(keys.end(), kEnergyComponents.begin(), kEnergyComponents.end());
  const JsonObject root(value, keys);
  EnergyTable table{
      .name = root.required("name").plain_name(),
      .technology = root.required("technology").string(),
      .source = root.required("source").string(),
      .voltage_v = root.required("voltage_v").number(kMinCoreVoltage, kMaxCoreVoltage),
      .unit = root.required("unit").one_of({kPicojoule, kMac}) == kPicojoule
                  ? EnergyTable::Unit::kPicojoule
                  : EnergyTable::Unit::kMac,
      .energies = {}};
  std::vector<JsonObject> components;
  for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
    components.push_back(component_object(root, i));
  }
  for (std::size_t i = 0; i < kEnergyActions; ++i) {
    const EnergyAction& action = energy_actions()[i];
    table.energies[i] = components[static_cast<std::size_t>(action.component)]
                            .required(action.name)
                            .number(0, kMaxEnergy);
  }
  return table;
}

nlohmann::json to_json(const EnergyTable& table) {
  nlohmann::json result = {{"name", table.name},
                           {"technology", table.technology},
                           {"source", table.source},
                           {"voltage_v", table.voltage_v},
                           {"unit", unit_name(table.unit)}};
  for (std::size_t i = 0; i < kEnergyActions; ++i) {
    const EnergyAction& action = energy_actions()[i];
    const std::string component(kEnergyComponents[static_cast<std::size_t>(action.component)]);
    result[component][std::string(action.name)] = table.energies[i];
  }
  return result;
}

std::string_view unit_name(EnergyTable::Unit unit) {
  return unit == EnergyTable::Unit::kPicojoule ? kPicojoule : kMac;
}

}  // namespace eyeriss::sim
