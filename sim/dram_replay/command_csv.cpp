// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/command_csv.h"

#include <fmt/format.h>

namespace eyeriss::sim {

std::string csv_row(const hw::DramCommand& command) {
  using Kind = hw::DramCommand::Kind;
  std::string row = fmt::format("{},{},{},{}", command.clock, name_of(command.kind),
                                command.channel, command.rank);
  switch (command.kind) {
    case Kind::kPrechargeAll:
    case Kind::kRefresh:
      return row + ",,,,";
    case Kind::kPrecharge:
      return row + fmt::format(",{},{},,", command.bank_group, command.bank);
    case Kind::kActivate:
      return row + fmt::format(",{},{},{},", command.bank_group, command.bank, command.row);
    case Kind::kRead:
    case Kind::kWrite:
      break;
  }
  return row +
         fmt::format(",{},{},{},{}", command.bank_group, command.bank, command.row, command.column);
}

}  // namespace eyeriss::sim
