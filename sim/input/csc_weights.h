// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/layer.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// The weights [M,C/groups,R,S] of a layer of a machine of clusters if they are CSC data, whose
/// values decide how much of the spads they take; else none.
/// @param layer what the machine is configured with
/// @param seed of synthetic tensors
/// @throws InputError
std::vector<std::int16_t> csc_weights(const Workload& workload, const WorkloadLayer& source,
                                      const hw::Layer& layer, std::uint64_t seed);

}  // namespace eyeriss::sim
