// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/energy/machine_family.h"
#include "sim/input/tensors.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Names of the files of a layer.
std::vector<std::string> dump_file_names(const std::string& layer);

/// Writes `<layer>_ifmap.npy`, `_weights.npy`, `_bias.npy` and `_ofmap.npy` into a directory, each
/// complete or not at all. 16 b machines: int16. 8 b machines: `tensors.ifmap_type`, int8, int32,
/// and the outputs' int8 or uint8.
/// @throws std::runtime_error if one cannot be written
void dump_tensors(const std::filesystem::path& directory, MachineFamily family,
                  const WorkloadLayer& layer, const TensorSet& tensors,
                  const std::vector<std::int16_t>& ofmap);

/// Removes what a process left behind that died in dump_tensors().
void remove_partial_dumps(const std::filesystem::path& directory, const std::string& layer);

}  // namespace eyeriss::sim
