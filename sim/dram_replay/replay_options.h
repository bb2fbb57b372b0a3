// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sim/run/command_line.h"

namespace eyeriss::sim {

/// The command line of eyeriss-dram.
struct ReplayOptions {
  Action action = Action::kWork;
  std::string dram;
  std::filesystem::path trace;                    ///< empty only if the action needs none
  std::optional<std::filesystem::path> commands;  ///< where the command trace goes
};

/// @throws InputError
ReplayOptions parse_replay_options(int argc, const char* const* argv);

/// What `--help` prints.
std::string replay_help_text();

}  // namespace eyeriss::sim
