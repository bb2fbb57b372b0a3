// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/layer.h"
#include "sim/energy/machine_family.h"
#include "sim/input/split_mix64.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Chooses one bias for a whole layer so that about a fraction `layer.ofmap_zeros` of its outputs
/// is zero after a ReLU: the psum is not positive, or on 8 b machines less than 2^output_shift.
/// Looks at a sample of 4096 outputs, or of one output per filter if there are more filters, spread
/// evenly over the filters and at random over images and positions; a layer with no more outputs is
/// counted exactly. Counts an output that the bias makes wrap like one that misses the target;
/// among equals the smallest magnitude is chosen.
/// @param tensors with ifmap and weights; the bias is ignored
/// @param generator of the sampled positions
/// @pre `layer` has `ofmap_zeros`
/// @return a bias within the range of the machine's psums
std::int32_t choose_bias(const WorkloadLayer& layer, MachineFamily family,
                         const hw::LayerTensors& tensors, SplitMix64 generator);

}  // namespace eyeriss::sim
