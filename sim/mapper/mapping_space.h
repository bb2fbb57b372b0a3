// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// Calls back with legal row-stationary mappings of a layer (its mapping is not looked at): all
/// combinations of
/// - sets on the array: e, r, g, and t as large as there is room for, and half as large;
/// - chunks of a PE: p and q that the scratchpads hold;
/// - tiles of the global buffer: f as wide as fits, and its half and quarter; n; and the largest m
///   that then fits, or all filters of a group.
/// Of values that cut a dimension into equally many parts only the smallest is taken, which cuts it
/// evenly.
void for_each_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape,
                      const std::function<void(const hw::Mapping&)>& visit);

}  // namespace eyeriss::sim
