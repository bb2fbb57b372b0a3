// SPDX-License-Identifier: Apache-2.0
#include "sim/input/machine.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <variant>

#include "sim/energy/energy_reader.h"
#include "sim/input/architecture_reader.h"
#include "sim/input/cluster_architecture_reader.h"
#include "sim/input/dram_reader.h"
#include "sim/input/input_error.h"
#include "sim/input/json_object.h"
#include "sim/input/json_override.h"
#include "sim/input/json_reader.h"
#include "sim/input/presets.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kDram = "dram";
constexpr const char* kEnergy = "energy";
constexpr const char* kGrid = "grid";  // of clusters; no machine with flat buses has the key

MachineFamily family_of(const json& document) {
  const bool has_grid = document.is_object() && document.contains(kGrid);
  return has_grid ? MachineFamily::kClusters : MachineFamily::kFlat;
}

/// Puts the option's choice in place of the machine's own, which need not even exist then.
void choose(json& document, const NestedPreset& preset, const std::string& name) {
  if (!document.is_object()) return;
  document[preset.key] = name;
  resolve_preset(document, preset, fmt::format("--{} {}", preset.key, shortened(name)), {});
}

}  // namespace

const hw::Architecture& Machine::flat() const { return std::get<hw::Architecture>(architecture); }

const hw::ClusterArchitecture& Machine::clusters() const {
  return std::get<hw::ClusterArchitecture>(architecture);
}

const std::string& Machine::name() const {
  return std::visit([](const auto& any) -> const std::string& { return any.name; }, architecture);
}

double Machine::core_clock_mhz() const {
  return std::visit([](const auto& any) { return any.core_clock_mhz; }, architecture);
}

int Machine::pes() const {
  return std::visit([](const auto& any) { return any.pes(); }, architecture);
}

int Machine::macs_per_cycle() const {
  return family() == MachineFamily::kClusters ? clusters().macs() : pes();
}

const hw::DramConfig& Machine::dram() const {
  return std::visit([](const auto& any) -> const hw::DramConfig& { return any.dram; },
                    architecture);
}

std::vector<NestedPreset> nested_presets(const fs::path& preset_directory, MachineFamily family) {
  return {
      {kDram, preset_directory / kDram,
       [](const json& document, const std::string& file) { read_dram(JsonValue(document, file)); }},
      {kEnergy, preset_directory / kEnergy,
       [family](const json& document, const std::string& file) {
         read_energy_table(JsonValue(document, file), family);
       }}};
}

Machine read_machine(const json& document, const std::string& file) {
  const JsonValue value(document, file);
  const MachineFamily family = family_of(document);
  if (family == MachineFamily::kClusters) {
    const JsonObject root = value.object(
        {"name", "core", kGrid, "cluster", "pe", "noc", "glb", "off_chip", kDram, kEnergy});
    return {read_cluster_architecture(root), read_energy_table(root.required(kEnergy), family)};
  }
  const JsonObject root = value.object(
      {"name", "core", "array", "pe", "noc", "glb", "link", "controller", kDram, kEnergy});
  return {read_architecture(root), read_energy_table(root.required(kEnergy), family)};
}

Machine load_machine(const MachineChoice& choice, const fs::path& preset_directory) {
  const fs::path file = preset_file("--arch", choice.arch, preset_directory);
  json document = read_json(file);
  const std::vector<NestedPreset> presets = nested_presets(preset_directory, family_of(document));
  for (const NestedPreset& preset : presets) {
    const auto chosen = choice.parts.find(preset.key);
    if (chosen != choice.parts.end()) choose(document, preset, chosen->second);
    resolve_preset(document, preset, file.string(), file.parent_path());
  }
  std::vector<Override> applied;
  for (const std::string& assignment : choice.overrides) {
    applied.push_back(apply_override(document, assignment));
    for (const NestedPreset& preset : presets) {
      resolve_preset(document, preset, applied.back().option, {});
    }
  }
  try {
    return read_machine(document, file.string());
  } catch (const InputError& error) {
    for (auto last = applied.rbegin(); last != applied.rend(); ++last) {
      if (!last->concerns(error.path())) continue;
      throw InputError(last->option, error.path(), error.problem(), error.allowed());
    }
    throw;
  }
}

json to_json(const Machine& machine) {
  json result = std::visit([](const auto& architecture) { return to_json(architecture); },
                           machine.architecture);
  result[kEnergy] = to_json(machine.energy);
  return result;
}

}  // namespace eyeriss::sim
