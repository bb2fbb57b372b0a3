// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/architecture.h"
#include "sim/map/mapped_layer.h"

namespace eyeriss::sim {

/// What `--explain` prints: per layer, in words, why the best mapping and the given one leave PEs
/// idle and what bounds them, or why the given one is illegal.
std::string mapping_reasons(const hw::Architecture& architecture,
                            const std::vector<MappedLayer>& layers);

}  // namespace eyeriss::sim
