// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/input/machine.h"
#include "sim/map/mapped_layer.h"

namespace eyeriss::sim {

/// The table that eyeriss-map prints: a line per mapping with its predicted figures, the found ones
/// of a layer by rank, then the given one; at the end the sums of the best ones and, if every layer
/// has one, of the given ones. At most 120 columns wide for names of usual length.
std::string mapping_table(const Machine& machine, const std::vector<MappedLayer>& layers);

}  // namespace eyeriss::sim
