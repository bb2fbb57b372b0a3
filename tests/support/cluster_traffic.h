// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::test {

/// What a layer's iacts and weights take of the networks and of the chip's border on a machine of
/// clusters, counted in plain loops over passes, PEs and the regions of their clusters. Of the
/// hardware's own parts only hw::ClusterPlacement is asked: where PEs stand.
struct ClusterTraffic {
  /// Of iacts or weights.
  struct Network {
    std::int64_t words = 0;
    std::int64_t deliveries = 0;
    std::int64_t hops = 0;
    std::int64_t fills = 0;   ///< words that come onto the chip
    std::int64_t bits = 0;    ///< of these; raw padding takes none
    std::int64_t values = 0;  ///< in these that are not padding
  };
  Network iacts;
  Network weights;
};

ClusterTraffic count_cluster_traffic(const hw::ClusterArchitecture& architecture,
                                     const hw::Layer& layer, const hw::LayerTensors& tensors);

}  // namespace eyeriss::test
