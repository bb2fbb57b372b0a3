// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sim/run/command_line.h"
#include "sim/run/input_options.h"

namespace eyeriss::sim {

/// What the command line of eyeriss-map asks for.
struct MapOptions {
  Action action = Action::kWork;
  InputOptions input;
  int top = 1;                               ///< mappings shown per layer
  std::optional<std::filesystem::path> out;  ///< where the best mappings go
  bool explain = false;
  bool quiet = false;
};

/// @throws InputError
MapOptions parse_map_options(int argc, const char* const* argv);

/// What `--help` prints.
std::string map_help_text();

}  // namespace eyeriss::sim
