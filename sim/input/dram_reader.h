// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "hw/dram/dram_config.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// Reads a DRAM from a document with the structure of the files in `hw/presets/dram/`. Every value
/// is checked, and so is what they must be to each other in a real device.
/// @throws InputError
hw::DramConfig read_dram(const JsonValue& value);

/// The same for a document of its own.
/// @param file the document's name in errors
hw::DramConfig read_dram(const nlohmann::json& document, const std::string& file);

/// Reads a preset of `directory` or a file (see preset_file).
/// @param option for errors
/// @throws InputError
hw::DramConfig load_dram(const std::string& name_or_file, const std::filesystem::path& directory,
                         const std::string& option = "--dram");

/// The effective configuration: all values, structured like a preset, readable as one.
nlohmann::json to_json(const hw::DramConfig& dram);

}  // namespace eyeriss::sim
