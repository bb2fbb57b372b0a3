// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/layer.h"
#include "sim/input/json_object.h"

namespace eyeriss::sim {

/// Shape of a Conv layer: keys input, output_channels, kernel_shape, strides, pads, group.
/// @throws InputError if it is no convolution, or beyond what can be counted and stored
hw::LayerShape read_conv_shape(const JsonObject& layer, int batch);

/// Shape of a Gemm layer: keys in_features, out_features, rows.
/// @throws InputError likewise
hw::LayerShape read_gemm_shape(const JsonObject& layer, int batch);

}  // namespace eyeriss::sim
