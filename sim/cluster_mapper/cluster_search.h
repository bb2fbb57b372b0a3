// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "sim/cluster_mapper/cluster_space.h"
#include "sim/energy/energy_table.h"
#include "sim/mapper/mapping_search.h"
#include "sim/mapper/objective.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// The best mappings of a layer on a machine of clusters, best first; none if no chunks of weights
/// fit. Which of them are looked at is decided by a quick estimate, which takes partial passes for
/// full ones where it counts streams. Ratings up to 2 % above the least are taken for equal, since
/// they are predicted no better: those mappings come first, the one with the shortest latency
/// (objective energy) or the least energy (others) at the head.
/// @param architecture one of clusters
/// @param layer its mapping is not looked at
/// @param most mappings wanted
std::vector<RatedMapping> search_cluster_mappings(const hw::AnyArchitecture& architecture,
                                                  const EnergyTable& table, const hw::Layer& layer,
                                                  const ZeroFractions& zeros, Objective objective,
                                                  const WeightsFit& weights_fit, std::size_t most);

/// What a mapping of a layer is predicted to cost. @pre it is legal
RatedMapping rate_cluster_mapping(const hw::AnyArchitecture& architecture, const EnergyTable& table,
                                  const hw::Layer& layer, const ZeroFractions& zeros);

}  // namespace eyeriss::sim
