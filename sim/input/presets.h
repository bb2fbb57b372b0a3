// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace eyeriss::sim {

/// One line of `--list`.
struct PresetInfo {
  std::string name;
  std::string source;  ///< its `source`, which may be a comment; or empty
};

/// Where the presets are: the project's `hw/presets`, see data_directory().
std::filesystem::path preset_directory();

/// Names of the presets in a directory (files NAME.json), sorted; empty if there is no such
/// directory.
std::vector<std::string> preset_names(const std::filesystem::path& directory);

/// The presets in a directory, sorted by name.
/// @throws InputError if one is not JSON
std::vector<PresetInfo> list_presets(const std::filesystem::path& directory);

/// The file that an option's value stands for: the value itself if it contains `/` or ends in
/// `.json`, else the preset of that name.
/// @param option for errors, e.g. `--arch`
/// @throws InputError for an unknown preset, naming the known ones
std::filesystem::path preset_file(const std::string& option, const std::string& name_or_file,
                                  const std::filesystem::path& directory);

}  // namespace eyeriss::sim
