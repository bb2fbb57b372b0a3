// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace eyeriss::sim {

/// A file to be written.
struct TextFile {
  std::filesystem::path path;
  std::string text;
};

/// Has `write` write a file aside, in the same directory, and renames it when it is complete.
/// @throws std::runtime_error naming the file if it cannot be written
void write_file(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

/// Writes files aside, in the same directory, and renames them when all are written, so that each
/// is complete or as it was before.
/// @throws std::runtime_error naming the file that cannot be written
void write_files(const std::vector<TextFile>& files);

}  // namespace eyeriss::sim
