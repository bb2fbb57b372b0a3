// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/dram_command_csv.h"

#include <fmt/format.h>

namespace eyeriss::sim {

std::string csv_row(const hw::DramCommand& command) {
  return fmt::format("{},{},{},{},{},{},{},{}", command.clock, name_of(command.kind),
                     command.channel, command.rank, command.bank_group, command.bank, command.row,
                     command.column);
}

}  // namespace eyeriss::sim
