// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/layer.h"

namespace eyeriss::sim {

/// Checks a mapping against the layer's extents.
/// @throws MappingError
void check_extents(const hw::LayerShape& shape, const hw::Mapping& mapping);

}  // namespace eyeriss::sim
