// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace eyeriss::sim {

/// A directory that the run will write into.
struct OutputDirectory {
  std::string option;  ///< that names it, e.g. `--out`
  std::filesystem::path path;
};

/// Asks whether the directory is there or can be made, and changes nothing.
/// @throws InputError
void check_directory(const OutputDirectory& directory);

/// Makes the directory, with its parents, and tries to write into it.
/// @throws InputError
void create_directory(const OutputDirectory& directory);

}  // namespace eyeriss::sim
