// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/dram_trace.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

namespace eyeriss::sim {

std::string DramTrace::header() { return "layer,cycle,command,channel,rank,group,bank,row,column"; }

DramTrace::DramTrace(const std::string& layer, const std::filesystem::path& file)
    : layer_(layer), part_(file) {}

void DramTrace::add(const hw::DramCommand& command) {
  fmt::format_to(std::back_inserter(part_.row()), FMT_COMPILE("{},{},{},{},{},{},{},{},{}"), layer_,
                 command.clock, name_of(command.kind), command.channel, command.rank,
                 command.bank_group, command.bank, command.row, command.column);
  part_.end_row();
}

}  // namespace eyeriss::sim
