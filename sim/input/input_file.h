// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace eyeriss::sim {

/// A regular file opened for reading, whose size is known.
class InputFile {
 public:
  /// @throws InputError if it is missing, not a regular file or not readable
  explicit InputFile(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }  ///< bytes

  /// Reads exactly `bytes` bytes at the current position.
  /// @throws InputError if fewer are left
  void read(char* destination, std::size_t bytes);

 private:
  std::string name_;
  std::ifstream stream_;
  std::uint64_t size_ = 0;
};

}  // namespace eyeriss::sim
