// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/input/machine_id.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Reads a workload file and checks its schema in all layers. Opens no tensor file, and does
/// not ask whether mappings fit a machine.
/// @param machine whose mappings to take
/// @param batch replaces the file's batch (`--batch`)
/// @throws InputError
Workload read_workload(const std::filesystem::path& file, const MachineId& machine,
                       std::optional<std::int64_t> batch = std::nullopt);

/// The layers named in a list as of `--layers`, `conv1,conv2`, in the workload's order.
/// @throws InputError for an unknown, repeated or empty name
std::vector<const WorkloadLayer*> select_layers(const Workload& workload, const std::string& list);

}  // namespace eyeriss::sim
