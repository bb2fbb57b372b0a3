// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/command_line.h"
#include "sim/run/input_options.h"
#include "sim/trace/trace_kind.h"
#include "sim/trace/vcd_options.h"

namespace eyeriss::sim {

/// What the command line of eyeriss-sim asks for.
struct Options {
  Action action = Action::kWork;
  InputOptions input;
  std::optional<std::filesystem::path> out;
  int jobs = 1;
  bool check = true;
  bool every_cycle = false;
  std::vector<TraceKind> traces;    ///< those of the report included
  std::int64_t trace_interval = 0;  ///< core cycles per row of a time series
  std::optional<VcdOptions> vcd;
  std::optional<std::filesystem::path> dump_tensors;
  bool report = false;
  std::uint64_t seed = kDefaultSeed;
  bool dry_run = false;  ///< simulate nothing
  bool quiet = false;
};

/// @throws InputError
Options parse_options(int argc, const char* const* argv);

/// What `--help` prints.
std::string help_text();

}  // namespace eyeriss::sim
