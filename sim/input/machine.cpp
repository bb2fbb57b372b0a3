// SPDX-License-Identifier: Apache-2.0
#include "sim/input/machine.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/energy/energy_reader.h"
#include "sim/input/architecture_reader.h"
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

/// Puts the option's choice in place of the machine's own, which need not even exist then.
void choose(json& document, const NestedPreset& preset, const std::string& name) {
  if (!document.is_object()) return;
  document[preset.key] = name;
  resolve_preset(document, preset, fmt::format("--{} {}", preset.key, shortened(name)), {});
}

}  // namespace

std::vector<NestedPreset> nested_presets(const fs::path& preset_directory) {
  return {
      {kDram, preset_directory / kDram,
       [](const json& document, const std::string& file) { read_dram(JsonValue(document, file)); }},
      {kEnergy, preset_directory / kEnergy, [](const json& document, const std::string& file) {
         read_energy_table(JsonValue(document, file));
       }}};
}

Machine read_machine(const json& document, const std::string& file) {
  const JsonObject root = JsonValue(document, file)
                              .object({"name", "core", "array", "pe", "noc", "glb", "link",
                                       "controller", "dram", "energy"});
  return {read_architecture(root), read_energy_table(root.required(kEnergy))};
}

Machine load_machine(const MachineChoice& choice, const fs::path& preset_directory) {
  const fs::path file = preset_file("--arch", choice.arch, preset_directory);
  json document = read_json(file);
  const std::vector<NestedPreset> presets = nested_presets(preset_directory);
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
  json result = to_json(machine.architecture);
  result[kEnergy] = to_json(machine.energy);
  return result;
}

}  // namespace eyeriss::sim
