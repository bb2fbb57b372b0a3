// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/dram_trace.h"

#include "sim/trace/dram_command_csv.h"

namespace eyeriss::sim {

std::string DramTrace::header() { return std::string("layer,").append(kDramCommandColumns); }

DramTrace::DramTrace(const std::string& layer, const std::filesystem::path& file)
    : layer_(layer), part_(file) {}

void DramTrace::add(const hw::DramCommand& command) {
  part_.row().append(layer_).append(",").append(csv_row(command));
  part_.end_row();
}

}  // namespace eyeriss::sim
