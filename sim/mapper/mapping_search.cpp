// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_search.h"

#include "sim/mapper/simple_mapper.h"

namespace eyeriss::sim {

double rating(Objective objective, const RatedMapping& mapping) {
  const double energy = mapping.energy.chip_total() + mapping.energy.dram();
  const auto latency = static_cast<double>(mapping.counters.total_cycles);
  if (objective == Objective::kEnergy) return energy;
  return objective == Objective::kLatency ? latency : energy * latency;
}

RatedMapping rate_mapping(const Machine& machine, const hw::Layer& layer,
                          const ZeroFractions& zeros) {
  const hw::LayerCounters counters = predict_counters(machine.architecture, layer, zeros);
  return {.mapping = layer.mapping,
          .counters = counters,
          .energy = energy(machine.energy, machine.architecture, counters)};
}

SearchResult search_mappings(const Machine& machine, const hw::Layer& layer,
                             const ZeroFractions& zeros, Objective, int) {
  hw::Layer mapped = layer;
  mapped.mapping = simple_mapping(machine.architecture, layer.shape);
  return {.best = {rate_mapping(machine, mapped, zeros)}, .legal = 1};
}

}  // namespace eyeriss::sim
