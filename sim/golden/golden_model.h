// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/layer.h"
#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

/// What a layer must compute, in plain loops that share nothing with the hardware. The psum starts
/// from the bias. The mapping does not matter.
/// - Flat buses, 16 b: every 32 b product is shifted right arithmetically by `product_shift` and
///   its low 16 b are added modulo 2^16; then ReLU if asked. `output_shift` is not looked at.
/// - Clusters, 8 b: the products are added modulo 2^20; then ReLU if asked, an arithmetic right
///   shift by `output_shift`, saturation to int8 or uint8. `product_shift` is not looked at.
/// @return ofmap [N,M,E,F]
std::vector<std::int16_t> golden_ofmap(const hw::Layer& layer, const hw::LayerTensors& tensors,
                                       MachineFamily family);

}  // namespace eyeriss::sim
