// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "hw/dram/dram_command.h"
#include "sim/trace/csv_part.h"

namespace eyeriss::sim {

/// Rows of `dram.csv`: the commands to memory while one layer runs. `cycle` is of the command
/// bus. Columns that say nothing about a command are 0.
class DramTrace {
 public:
  static std::string header();

  /// @throws std::runtime_error
  DramTrace(const std::string& layer, const std::filesystem::path& file);

  void add(const hw::DramCommand& command);

  /// @throws std::runtime_error
  void close() { part_.close(); }

 private:
  const std::string layer_;
  CsvPart part_;
};

}  // namespace eyeriss::sim
