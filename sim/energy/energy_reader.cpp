// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_reader.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/energy/energy_actions.h"
#include "sim/input/input_error.h"
#include "sim/input/json_object.h"
#include "sim/input/json_path.h"
#include "sim/input/machine_limits.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

constexpr const char* kMachines = "machines";
constexpr std::string_view kPicojoule = "pJ";
constexpr std::string_view kMac = "MAC";
// A thousand times what any memory takes for a word: a slip in the unit.
constexpr double kMaxEnergy = 1e6;

MachineFamily read_family(const JsonObject& root) {
  const std::string_view flat = name_of(MachineFamily::kFlat);
  const auto value = root.optional(kMachines);
  const bool is_flat = !value || value->one_of({flat, name_of(MachineFamily::kClusters)}) == flat;
  return is_flat ? MachineFamily::kFlat : MachineFamily::kClusters;
}

JsonObject component_object(const JsonObject& root, MachineFamily family, std::size_t component) {
  std::vector<std::string> actions;
  for (const EnergyAction& action : energy_actions(family)) {
    if (static_cast<std::size_t>(action.component) == component) actions.emplace_back(action.name);
  }
  return JsonObject(root.required(kEnergyComponents[component]), actions);
}

JsonObject root_object(const JsonValue& value) {
  std::vector<std::string> keys = {"name", "technology", "source", kMachines, "voltage_v", "unit"};
  keys.insert(keys.end(), kEnergyComponents.begin(), kEnergyComponents.end());
  return JsonObject(value, keys);
}

}  // namespace

EnergyTable read_energy_table(const JsonValue& value, MachineFamily family) {
  const JsonObject root = root_object(value);
  const std::string name = root.required("name").plain_name();
  if (const MachineFamily stated = read_family(root); stated != family) {
    // The key may be absent.
    throw InputError(value.file(), member_path(value.path(), kMachines),
                     fmt::format("{} is a table for machines of the family {}", in_quotes(name),
                                 name_of(stated)),
                     std::string(name_of(family)));
  }
  EnergyTable table{
      .name = name,
      .technology = root.required("technology").string(),
      .source = root.required("source").string(),
      .machines = family,
      .voltage_v = root.required("voltage_v").number(kMinCoreVoltage, kMaxCoreVoltage),
      .unit = root.required("unit").one_of({kPicojoule, kMac}) == kPicojoule
                  ? EnergyTable::Unit::kPicojoule
                  : EnergyTable::Unit::kMac,
      .energies = {}};
  std::vector<JsonObject> components;
  for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
    components.push_back(component_object(root, family, i));
  }
  for (const EnergyAction& action : energy_actions(family)) {
    table.energies.push_back(components[static_cast<std::size_t>(action.component)]
                                 .required(action.name)
                                 .number(0, kMaxEnergy));
  }
  return table;
}

nlohmann::json to_json(const EnergyTable& table) {
  nlohmann::json result = {{"name", table.name},           {"technology", table.technology},
                           {"source", table.source},       {kMachines, name_of(table.machines)},
                           {"voltage_v", table.voltage_v}, {"unit", unit_name(table.unit)}};
  const std::span<const EnergyAction> actions = energy_actions(table.machines);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const std::string component(kEnergyComponents[static_cast<std::size_t>(actions[i].component)]);
    result[component][std::string(actions[i].name)] = table.energies.at(i);
  }
  return result;
}

std::string_view unit_name(EnergyTable::Unit unit) {
  return unit == EnergyTable::Unit::kPicojoule ? kPicojoule : kMac;
}

}  // namespace eyeriss::sim
