// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "hw/architecture.h"
#include "sim/input/presets.h"

namespace eyeriss::sim {

/// Reads a machine from a document with the structure of `hw/presets/eyeriss-v1.json`. Every
/// key is required; every value is checked.
/// @param file the document's name in errors
/// @throws InputError
hw::Architecture read_architecture(const nlohmann::json& document, const std::string& file);

/// Reads a preset or a file (see preset_file) and applies overrides to it.
/// @param overrides assignments as of `--set`, e.g. `array.columns=16`, applied in order
/// @throws InputError; for a value that comes from an override it names the override
hw::Architecture load_architecture(const std::string& name_or_file,
                                   const std::vector<std::string>& overrides,
                                   const std::filesystem::path& preset_directory);

/// The effective configuration: all values, structured like a preset, readable as one.
nlohmann::json to_json(const hw::Architecture& architecture);

}  // namespace eyeriss::sim
