// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace eyeriss::sim {

/// Rows of a table that are written while a layer runs, to be put together with those of other
/// layers (TraceFiles).
class CsvPart {
 public:
  /// @throws std::runtime_error
  explicit CsvPart(const std::filesystem::path& path);

  /// The row, to which fields can be appended; each call of end_row() begins a new one.
  std::string& row() { return row_; }
  void end_row();

  /// @throws std::runtime_error if anything could not be written
  void close();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::ofstream stream_;
  std::string row_;
};

}  // namespace eyeriss::sim
