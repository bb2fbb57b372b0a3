// SPDX-License-Identifier: Apache-2.0
#include "sim/run/input_options.h"

#include "sim/input/workload.h"

namespace eyeriss::sim {
namespace {

constexpr const char* kDefaultArch = "eyeriss-v1";
constexpr const char* kSearch = "auto";

}  // namespace

std::vector<OptionText> input_option_texts(const char* mapping_help) {
  return {
      {"arch", "NAME|FILE",
       "the machine: a preset (see --list), or a file if it contains / or ends in .json "
       "(default: eyeriss-v1)"},
      {"dram", "NAME|FILE", "the memory: a preset or a file (default: the machine's)"},
      {"energy", "NAME|FILE",
       "the energy that each action takes: a preset or a file (default: the machine's)"},
      {"set", "PATH=VALUE", "override one value of the machine, e.g. array.columns=16; repeatable",
       true},
      {"layers", "a,b,c", "only these layers (default: all)"},
      {"batch", "N", "override the workload's batch"},
      {"mapping", "auto|FILE", mapping_help},
      {"objective", "energy|latency|edp",
       "what the search minimises: energy of chip and DRAM, total latency, or their product "
       "(default: energy)"},
  };
}

InputOptions read_input_options(const CommandLine& line) {
  InputOptions options;
  options.workload = line.argument();
  options.arch = line.text("arch").value_or(kDefaultArch);
  options.dram = line.text("dram");
  options.energy = line.text("energy");
  options.overrides = line.texts("set");
  options.layers = line.text("layers");
  options.batch = line.integer<std::int64_t>("batch", 1, kMaxBatch);
  if (const auto mapping = line.text("mapping")) {
    const bool is_search = *mapping == kSearch;
    options.mappings = is_search ? InputOptions::Mappings::kSearch : InputOptions::Mappings::kFile;
    if (!is_search) options.mapping_file = *mapping;
  }
  if (const auto objective = line.text("objective")) {
    options.objective = read_objective(*objective);
  }
  return options;
}

}  // namespace eyeriss::sim
