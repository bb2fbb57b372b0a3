// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "sim/input/json_value.h"
#include "sim/input/machine_id.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Reads one element of a workload's `layers`.
/// @param machine whose mapping to take
/// @param directory that the paths of tensor files are relative to
/// @throws InputError
WorkloadLayer read_layer(const JsonValue& value, int batch, const MachineId& machine,
                         const std::filesystem::path& directory);

}  // namespace eyeriss::sim
