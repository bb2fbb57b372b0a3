// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "hw/layer.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Names of the files of a layer.
std::vector<std::string> dump_file_names(const std::string& layer);

/// Writes `<layer>_ifmap.npy`, `_weights.npy`, `_bias.npy` and `_ofmap.npy` (int16) into a
/// directory, each complete or not at all.
/// @throws std::runtime_error if one cannot be written
void dump_tensors(const std::filesystem::path& directory, const WorkloadLayer& layer,
                  const hw::LayerTensors& tensors, const std::vector<std::int16_t>& ofmap);

/// Removes what a process left behind that died in dump_tensors().
void remove_partial_dumps(const std::filesystem::path& directory, const std::string& layer);

}  // namespace eyeriss::sim
