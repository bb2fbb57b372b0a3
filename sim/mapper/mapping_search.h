// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/energy/energy_model.h"
#include "sim/input/machine.h"
#include "sim/mapper/cost_model.h"
#include "sim/mapper/objective.h"

namespace eyeriss::sim {

/// A legal mapping and what it is predicted to cost.
struct RatedMapping {
  hw::Mapping mapping;
  hw::LayerCounters counters;  ///< see predict_counters()
  EnergyBreakdown energy;      ///< in the unit of the machine's energy table
};

/// What a search found.
struct SearchResult {
  std::vector<RatedMapping> best;  ///< best first, at least one
};

/// The figure by which mappings are compared: less is better. Latency in core cycles, energy of
/// chip and DRAM in the unit of the table, or their product.
double rating(Objective objective, const RatedMapping& mapping);

RatedMapping rate_mapping(const Machine& machine, const hw::Layer& layer,
                          const ZeroFractions& zeros);

/// The `top` best row-stationary mappings of a layer; fewer if there are no more.
/// @param layer its mapping is not looked at
/// @throws MappingError if none is legal, e.g. because the kernel is higher than the array
SearchResult search_mappings(const Machine& machine, const hw::Layer& layer,
                             const ZeroFractions& zeros, Objective objective, int top);

}  // namespace eyeriss::sim
