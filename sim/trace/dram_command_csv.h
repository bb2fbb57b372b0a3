// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/dram/dram_command.h"

namespace eyeriss::sim {

/// Columns of a DRAM command trace.
inline constexpr const char* kDramCommandColumns =
    "cycle,command,channel,rank,group,bank,row,column";

/// One row of it, without a line end. Columns that say nothing about a command are 0.
std::string csv_row(const hw::DramCommand& command);

}  // namespace eyeriss::sim
