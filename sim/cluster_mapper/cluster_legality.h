// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "sim/mapper/legality.h"

namespace eyeriss::sim {

/// Checks a layer's mapping on a machine of clusters against the layer's extents, the spads, the
/// grid, the links of the networks, and the GLB. Partial last passes, strips and tiles are legal.
/// @param layer as the machine is configured with, its codings included
/// @param weights [M,C/groups,R,S]; only looked at if they are CSC data, whose need of spad words
///        depends on their values
/// @throws MappingError for the first limit that is exceeded
void check_cluster_mapping(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
                           const std::vector<std::int16_t>& weights);

/// Words of the weight data spad that raw weights take in a PE.
std::int64_t raw_weight_words(const hw::LayerShape& shape, const hw::Mapping& mapping,
                              int macs_per_cycle);

/// Whether a network's links can carry this mode.
bool is_linked(const hw::ClusterArchitecture::Port& port, noc::MeshMode mode);

}  // namespace eyeriss::sim
