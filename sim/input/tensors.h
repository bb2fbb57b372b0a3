// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/layer.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Tensors of one layer, ready for a 16 b machine.
struct TensorSet {
  hw::LayerTensors values;
  std::optional<std::int16_t> chosen_bias;  ///< of every filter, where ofmap.zeros asked for it
};

/// Makes or reads the tensors of a layer: synthetic ones by the recipe in
/// sim/input/synthetic.h, files widened to int16.
/// @throws InputError naming workload, layer and file for a file that does not fit
TensorSet make_tensors(const Workload& workload, const WorkloadLayer& layer, std::uint64_t seed);

/// Checks a layer's tensor files as make_tensors would, without keeping them.
/// @throws InputError
void check_tensor_files(const Workload& workload, const WorkloadLayer& layer);

}  // namespace eyeriss::sim
