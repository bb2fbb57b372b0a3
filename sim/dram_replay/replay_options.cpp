// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay_options.h"

#include <vector>

namespace eyeriss::sim {
namespace {

constexpr const char* kDefaultDram = "ddr3-1600";

constexpr const char* kIntroduction =
    "Usage: eyeriss-dram [options] TRACE\n"
    "\n"
    "Replays a trace of addresses on the DRAM model alone and prints what came of it as JSON.\n"
    "\n"
    "The trace has one burst a line, CYCLE ADDRESS R|W: the DRAM clock at the end of which it\n"
    "may enter the controller's queue, the byte address (decimal, or hexadecimal after 0x), and\n"
    "whether it is read or written. At most one enters per clock, in order, when its queue has\n"
    "room. Blank lines, and what follows a #, are skipped.\n"
    "\n";

constexpr const char* kExitStatuses =
    "\n"
    "Exit status:\n"
    "  0  done\n"
    "  2  bad input or usage\n"
    "  3  the results cannot be written, or a fault of the simulator itself\n";

std::vector<OptionText> option_texts() {
  return {{"dram", "NAME|FILE",
           "the DRAM: a preset (see --list), or a file if it contains / or ends in .json "
           "(default: ddr3-1600)"},
          {"commands", "FILE", "also write every command on the command buses, as CSV"},
          kListOption,
          kHelpOption,
          kVersionOption};
}

}  // namespace

ReplayOptions parse_replay_options(int argc, const char* const* argv) {
  const CommandLine line(option_texts(), "trace", argc, argv);
  return {.action = line.action(),
          .dram = line.text("dram").value_or(kDefaultDram),
          .trace = line.argument(),
          .commands = line.text("commands")};
}

std::string replay_help_text() {
  return kIntroduction + options_text(option_texts()) + kExitStatuses;
}

}  // namespace eyeriss::sim
