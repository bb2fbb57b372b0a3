// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace eyeriss::sim {

/// A directory that the run will write into.
struct OutputDirectory {
  std::string option;  ///< that names it, e.g. `--out`
  std::filesystem::path path;
  std::vector<std::string> files;  ///< names of the files that will be written
};

/// Asks whether the directory is there or can be made, and whether nothing in it stands where a
/// file shall go. Changes nothing.
/// @throws InputError
void check_directory(const OutputDirectory& directory);

/// Makes the directory, with its parents, and tries to write into it.
/// @throws InputError
void create_directory(const OutputDirectory& directory);

}  // namespace eyeriss::sim
