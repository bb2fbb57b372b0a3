// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/layer.h"

namespace eyeriss::sim {

/// What a layer must compute, in plain loops that share nothing with the hardware: the psum
/// starts from the bias; every 32 b product is shifted right arithmetically by `product_shift`
/// and its low 16 b are added modulo 2^16; then ReLU if asked. The mapping does not matter.
/// @return ofmap [N,M,E,F]
std::vector<std::int16_t> golden_ofmap(const hw::Layer& layer, const hw::LayerTensors& tensors);

}  // namespace eyeriss::sim
