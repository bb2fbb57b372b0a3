// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/cluster_mapper/pe_work.h"

namespace eyeriss::sim {

/// What simulating a layer on a machine of clusters would count of all that depends on neither
/// tiles nor modes: MACs, psums and what the PEs do for them, as expected.
hw::LayerCounters count_arithmetic(const hw::ClusterArchitecture& architecture,
                                   const hw::LayerShape& shape, const hw::Mapping& mapping,
                                   const PeWork& work);

}  // namespace eyeriss::sim
