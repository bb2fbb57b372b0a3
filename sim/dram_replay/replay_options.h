// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace eyeriss::sim {

/// The command line of eyeriss-dram.
struct ReplayOptions {
  enum class Action { kReplay, kHelp, kVersion, kList };

  Action action = Action::kReplay;
  std::string dram;
  std::filesystem::path trace;
  std::optional<std::filesystem::path> commands;  ///< where the command trace goes
};

/// @throws InputError
ReplayOptions parse_replay_options(int argc, const char* const* argv);

/// What `--help` prints.
std::string replay_help_text();

}  // namespace eyeriss::sim
