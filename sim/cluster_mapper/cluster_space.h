// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "sim/cluster_mapper/stream_counts.h"

namespace eyeriss::sim {

/// Whether the weight data spad holds p filters x q channels of a layer.
using WeightsFit = std::function<bool(int p, int q)>;

/// Calls back with sets on the grid and chunks of a PE that a layer can be mapped with: e, r and g
/// that cut their dimensions evenly, p and q that the spads hold, and t as large as there is room
/// for, and less. The other keys are 1.
void for_each_chunks(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
                     const WeightsFit& weights_fit,
                     const std::function<void(const hw::Mapping&)>& visit);

/// Calls back with legal mappings of such sets and chunks: all modes that differ; n; f as wide as
/// fits with the fewest filters in a tile, with those of two passes, and with all; and the largest
/// m that then fits.
/// @param layer its mapping is not looked at
/// @param streams of the sets
void for_each_tiles(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
                    const hw::Mapping& chunks, StreamCounter& streams,
                    const std::function<void(const hw::Mapping&)>& visit);

}  // namespace eyeriss::sim
