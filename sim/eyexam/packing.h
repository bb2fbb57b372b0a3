// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "sim/eyexam/parallel_work.h"

namespace eyeriss::sim {

/// The PE sets of a layer (e, g, r, t) that keep most PEs at work on a machine whose storage is not
/// looked at. Placed as hw::Placement and hw::ClusterPlacement do, multicast IDs included.
/// @param start sets that find room; kept if no others are better
/// @return a mapping of these sets with the chunks that take the least storage
hw::Mapping best_packing(const hw::AnyArchitecture& architecture, const hw::LayerShape& shape,
                         const ParallelWork& work, const hw::Mapping& start);

/// The same of a machine's legal mappings, of those with the least storage for their sets. So there
/// is a legal mapping that keeps as many PEs at work as what is returned, unless that is `start`.
/// @param layer its mapping, which is legal, is what to start from
hw::Mapping best_stored_packing(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                                const ParallelWork& work);

/// Why a layer's mapping cannot be run; empty if it can. Weights are taken to have no zeros.
std::string storage_limit(const hw::AnyArchitecture& architecture, hw::Layer layer);

}  // namespace eyeriss::sim
