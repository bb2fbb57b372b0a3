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
  std::string given = "";          ///< value of the option, if it is not the path
};

/// Asks whether the directories are there or can be made, whether nothing but files stands where
/// files shall go, and whether no two shall go to the same place. Changes nothing.
/// @throws InputError
void check_directories(const std::vector<OutputDirectory>& directories);

/// Makes the directory, with its parents, and tries to write into it.
/// @throws InputError
void create_directory(const OutputDirectory& directory);

}  // namespace eyeriss::sim
