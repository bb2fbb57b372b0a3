// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hw/layer.h"
#include "sim/energy/machine_family.h"
#include "sim/input/npy.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Tensors of one layer, ready for a machine of a family.
struct TensorSet {
  hw::LayerTensors values;
  NpyType ifmap_type;  ///< in files: int16, of 8 b machines that of the layer's own file or int8
  std::optional<std::int32_t> chosen_bias;  ///< of every filter, where ofmap.zeros asked for it
};

/// Makes or reads the tensors of a layer: synthetic ones by the recipe in
/// sim/input/synthetic.h, files widened. Files may hold int8, uint8 or, for 16 b machines, int16;
/// weights of 8 b machines int8 only; biases also int32, within the range of psums.
/// @throws InputError naming workload, layer and file for a file that does not fit
TensorSet make_tensors(const Workload& workload, const WorkloadLayer& layer, MachineFamily family,
                       std::uint64_t seed);

/// The weights alone, the same.
/// @throws InputError
std::vector<std::int16_t> make_weights(const Workload& workload, const WorkloadLayer& layer,
                                       MachineFamily family, std::uint64_t seed);

/// Checks a layer's tensor files as make_tensors would, without keeping them.
/// @throws InputError
void check_tensor_files(const Workload& workload, const WorkloadLayer& layer, MachineFamily family);

}  // namespace eyeriss::sim
