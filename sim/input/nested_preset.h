// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace eyeriss::sim {

/// A part of a machine that has presets of its own: where its key holds a string, that is the name
/// of one of them or a file (see preset_file), as with the option of the same name.
struct NestedPreset {
  std::string key;                  ///< of the machine, e.g. `energy`
  std::filesystem::path directory;  ///< of its presets
  /// Reads a document, for its errors alone.
  std::function<void(const nlohmann::json& document, const std::string& file)> check;
};

/// Puts the part in place of its name in `machine`, after a check of its own, so that what is wrong
/// with it is said of its own file. Anything but a string is left as it is.
/// @param origin where the name comes from, for errors: the machine's file or an option
/// @param base directory that a relative path in a file starts from; empty: the working directory
/// @throws InputError
void resolve_preset(nlohmann::json& machine, const NestedPreset& preset, const std::string& origin,
                    const std::filesystem::path& base);

}  // namespace eyeriss::sim
