// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/input/machine.h"
#include "sim/map/mapped_layer.h"

namespace eyeriss::sim {

/// What `--explain` prints: per layer, in words, why the best mapping and the given one leave PEs
/// idle and what bounds them, or why the given one is illegal. Of machines of clusters, of the
/// former only the partial passes.
std::string mapping_reasons(const Machine& machine, const std::vector<MappedLayer>& layers);

}  // namespace eyeriss::sim
