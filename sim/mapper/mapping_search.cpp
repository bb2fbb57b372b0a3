// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_search.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "hw/invariant.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_space.h"
#include "sim/mapper/memory_need.h"

namespace eyeriss::sim {
namespace {

/// Mappings of a layer that are timed, those with the lowest bounds. A better one may come later:
/// in one of ten layers of the networks in workloads/, by one or two per cent at most.
constexpr std::size_t kMostTimed = 200;

constexpr hw::Mapping kSmallest{
    .m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

struct Candidate {
  hw::Mapping mapping;
  double bound;        ///< of its rating
  std::int64_t order;  ///< in which it was found

  bool operator<(const Candidate& other) const {
    return std::pair(bound, order) < std::pair(other.bound, other.order);
  }
};

double rating(Objective objective, const EnergyBreakdown& energy, noc::Cycle latency) {
  const double joules = energy.chip_total() + energy.dram();
  const auto cycles = static_cast<double>(latency);
  if (objective == Objective::kEnergy) return joules;
  return objective == Objective::kLatency ? cycles : joules * cycles;
}

/// The mappings of a layer that can be best, the lowest bounds first.
/// @param wanted how many of the best are kept
/// @param only_fitting leaves out those under which the layer does not fit the memory
std::vector<Candidate> find_candidates(const Machine& machine, const hw::Layer& layer,
                                       const ZeroFractions& zeros, Objective objective,
                                       std::size_t wanted, bool only_fitting) {
  std::vector<Candidate> best;
  std::int64_t found = 0;
  const auto drop_others = [&] {
    if (best.size() <= wanted) return;
    std::nth_element(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(wanted), best.end());
    best.resize(wanted);
  };
  hw::Layer mapped = layer;
  for_each_mapping(machine.flat(), layer.shape, [&](const hw::Mapping& mapping) {
    mapped.mapping = mapping;
    if (only_fitting && !fits_memory(machine.flat().dram, mapped)) return;
    const hw::LayerCounters least = least_counters(machine.flat(), mapped, zeros);
    const EnergyBreakdown least_energy = energy(machine.energy, machine.architecture, least);
    const double bound = rating(objective, least_energy, least.total_cycles);
    best.push_back({mapping, bound, found++});
    if (best.size() >= 16 * wanted) drop_others();
  });
  drop_others();
  std::sort(best.begin(), best.end());
  return best;
}

}  // namespace

double rating(Objective objective, const RatedMapping& mapping) {
  return rating(objective, mapping.energy, mapping.counters.total_cycles);
}

RatedMapping rate_mapping(const Machine& machine, const hw::Layer& layer,
                          const ZeroFractions& zeros) {
  const hw::LayerCounters counters = predict_counters(machine.flat(), layer, zeros);
  return {.mapping = layer.mapping,
          .counters = counters,
          .energy = energy(machine.energy, machine.architecture, counters)};
}

SearchResult search_mappings(const Machine& machine, const hw::Layer& layer,
                             const ZeroFractions& zeros, Objective objective, int top) {
  check_mapping(machine.flat(), layer.shape, kSmallest);
  const auto wanted = static_cast<std::size_t>(top);
  const std::size_t kept = std::max(kMostTimed, wanted);
  std::vector<Candidate> candidates = find_candidates(machine, layer, zeros, objective, kept, true);
  // None fits the memory: then the best of all shows by how much.
  if (candidates.empty()) {
    candidates = find_candidates(machine, layer, zeros, objective, kept, false);
  }
  hw::require(!candidates.empty(), "a legal layer has no mapping to look at");
  const auto is_better = [&](const RatedMapping& a, const RatedMapping& b) {
    return rating(objective, a) < rating(objective, b);
  };
  SearchResult result;
  hw::Layer mapped = layer;
  for (const Candidate& candidate : candidates) {
    const bool is_full = result.best.size() == wanted;
    if (is_full && candidate.bound >= rating(objective, result.best.back())) break;
    mapped.mapping = candidate.mapping;
    const RatedMapping rated = rate_mapping(machine, mapped, zeros);
    const auto place = std::upper_bound(result.best.begin(), result.best.end(), rated, is_better);
    result.best.insert(place, rated);
    if (result.best.size() > wanted) result.best.pop_back();
  }
  return result;
}

}  // namespace eyeriss::sim
