// SPDX-License-Identifier: Apache-2.0
#include "sim/input/nested_preset.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/input/input_error.h"
#include "sim/input/json_reader.h"
#include "sim/input/presets.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

fs::path named_file(const std::string& name, const NestedPreset& preset, const std::string& origin,
                    const fs::path& base) {
  try {
    const fs::path file = preset_file(fmt::format("--{}", preset.key), name, preset.directory);
    return file == name ? base / file : file;
  } catch (const InputError& error) {
    throw InputError(origin, preset.key, fmt::format("{}: {}", in_quotes(name), error.problem()),
                     error.allowed());
  }
}

}  // namespace

void resolve_preset(nlohmann::json& machine, const NestedPreset& preset, const std::string& origin,
                    const fs::path& base) {
  if (!machine.is_object()) return;
  const auto value = machine.find(preset.key);
  if (value == machine.end() || !value->is_string()) return;
  const fs::path file = named_file(value->get_ref<const std::string&>(), preset, origin, base);
  nlohmann::json document = read_json(file);
  preset.check(document, file.string());
  *value = std::move(document);
}

}  // namespace eyeriss::sim
