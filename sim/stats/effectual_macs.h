// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/layer.h"

namespace eyeriss::sim {

/// MACs of a layer whose operands are both non-zero, exactly. A filter element (c, r, s) meets
/// the same ifmap elements in each filter of its group; so per (c, r, s) the non-zero weights
/// are counted over the filters, the non-zero ifmap elements over images and positions, and the
/// products summed.
std::int64_t effectual_macs(const hw::LayerShape& shape, const hw::LayerTensors& tensors);

}  // namespace eyeriss::sim
