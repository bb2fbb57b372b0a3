// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "sim/input/json_value.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Reads one element of a workload's `layers`.
/// @param architecture whose mapping to take
/// @param directory that the paths of tensor files are relative to
/// @throws InputError
WorkloadLayer read_layer(const JsonValue& value, int batch, const std::string& architecture,
                         const std::filesystem::path& directory);

}  // namespace eyeriss::sim
