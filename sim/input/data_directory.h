// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace eyeriss::sim {

/// A directory of the project that the program reads at run time, whatever the working directory:
/// looked for in the parent of the running executable's directory, as of a build directory inside
/// the project, then in that directory itself, where CMake puts a link to it. The first of them if
/// there is neither.
/// @param name relative to the root of the project, e.g. `hw/presets`
std::filesystem::path data_directory(const std::filesystem::path& name);

/// The same for a file.
std::filesystem::path data_file(const std::filesystem::path& name);

}  // namespace eyeriss::sim
