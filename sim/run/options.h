// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/trace/trace_kind.h"

namespace eyeriss::sim {

/// What the command line asks for.
struct Options {
  enum class Action { kSimulate, kDryRun, kList, kHelp, kVersion };

  Action action = Action::kSimulate;
  std::filesystem::path workload;      ///< empty only if the action needs none
  std::string arch;                    ///< preset or file
  std::optional<std::string> dram;     ///< preset or file
  std::optional<std::string> energy;   ///< preset or file
  std::vector<std::string> overrides;  ///< of the architecture, `PATH=VALUE`
  std::optional<std::filesystem::path> out;
  std::optional<std::string> layers;  ///< `a,b,c`
  std::optional<std::int64_t> batch;
  int jobs = 1;
  bool check = true;
  bool every_cycle = false;
  std::vector<TraceKind> traces;
  std::int64_t trace_interval = 0;  ///< core cycles per row of a time series
  std::optional<std::filesystem::path> dump_tensors;
  std::uint64_t seed = 1;
  bool quiet = false;
};

/// Reads the command line strictly: no abbreviations, no option twice, no junk in numbers.
/// @throws InputError
Options parse_options(int argc, const char* const* argv);

/// What `--help` prints.
std::string help_text();

}  // namespace eyeriss::sim
