// SPDX-License-Identifier: Apache-2.0
#include "sim/map/map_options.h"

#include <iterator>
#include <vector>

namespace eyeriss::sim {
namespace {

constexpr int kMaxTop = 1000;

constexpr const char* kIntroduction =
    "Usage: eyeriss-map [options] WORKLOAD.json\n"
    "\n"
    "Finds the best row-stationary mappings of a network's layers on an Eyeriss accelerator and\n"
    "prints what they are predicted to cost, without simulating anything. Mappings that layers\n"
    "have already stand beside them.\n"
    "\n";

constexpr const char* kExitStatuses =
    "\n"
    "Exit status:\n"
    "  0  done\n"
    "  2  bad input or usage, or a layer without a legal mapping; nothing was written\n"
    "  3  the results cannot be written, or a fault of the program itself\n";

std::vector<OptionText> option_texts() {
  std::vector<OptionText> options = input_option_texts(
      "mappings to stand beside the best: of a file, or none with auto (default: the workload's "
      "own for this machine)");
  const OptionText own[] = {
      {"top", "N", "show the N best mappings of each layer (default: 1)"},
      {"out", "FILE", "write the best mappings to a file that --mapping of eyeriss-sim reads"},
      {"explain", nullptr,
       "say in words why PEs stay idle, what bounds each mapping, and why a given one is illegal"},
      kListOption,
      {"quiet", nullptr, "no progress, no table"},
      kHelpOption,
      kVersionOption,
  };
  options.insert(options.end(), std::begin(own), std::end(own));
  return options;
}

}  // namespace

MapOptions parse_map_options(int argc, const char* const* argv) {
  const CommandLine line(option_texts(), "workload", argc, argv);
  return {.action = line.action(),
          .input = read_input_options(line),
          .top = line.integer<int>("top", 1, kMaxTop).value_or(1),
          .out = line.text("out"),
          .explain = line.has("explain"),
          .quiet = line.has("quiet")};
}

std::string map_help_text() { return kIntroduction + options_text(option_texts()) + kExitStatuses; }

}  // namespace eyeriss::sim
