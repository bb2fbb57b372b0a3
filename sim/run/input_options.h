// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/mapper/objective.h"
#include "sim/run/command_line.h"

namespace eyeriss::sim {

/// Of synthetic tensors.
inline constexpr std::uint64_t kDefaultSeed = 1;

/// What a command line says of machine, layers and mappings, the same in every program that works
/// on a workload.
struct InputOptions {
  /// Where mappings come from: `kWorkload` prefers the workload's own.
  enum class Mappings { kWorkload, kSearch, kFile };

  std::filesystem::path workload;      ///< empty only if the action needs none
  std::string arch;                    ///< preset or file
  std::optional<std::string> dram;     ///< preset or file
  std::optional<std::string> energy;   ///< preset or file
  std::vector<std::string> overrides;  ///< of the architecture, `PATH=VALUE`
  std::optional<std::string> layers;   ///< `a,b,c`
  std::optional<std::int64_t> batch;
  Mappings mappings = Mappings::kWorkload;
  std::filesystem::path mapping_file;  ///< with kFile
  Objective objective = Objective::kEnergy;
};

/// The options' texts.
/// @param mapping_help that of `--mapping`
std::vector<OptionText> input_option_texts(const char* mapping_help);

/// @throws InputError
InputOptions read_input_options(const CommandLine& line);

}  // namespace eyeriss::sim
