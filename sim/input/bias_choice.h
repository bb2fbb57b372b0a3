// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/layer.h"
#include "sim/input/split_mix64.h"

namespace eyeriss::sim {

/// Chooses one bias for a whole layer so that about a fraction `zeros` of its outputs is zero
/// after a ReLU, i.e. the psum is not positive. Looks at a sample of 4096 outputs, or of one
/// output per filter if there are more filters, spread evenly over the filters and at random over
/// images and positions; a layer with no more outputs is counted exactly. Counts an output that
/// the bias makes wrap like one that misses the target; among equals the smallest magnitude is
/// chosen.
/// @param tensors with ifmap and weights; the bias is ignored
/// @param generator of the sampled positions
std::int16_t choose_bias(const hw::LayerShape& shape, int product_shift,
                         const hw::LayerTensors& tensors, double zeros, SplitMix64 generator);

}  // namespace eyeriss::sim
