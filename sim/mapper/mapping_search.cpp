// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_search.h"

#include <algorithm>
#include <cstddef>

#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_space.h"

namespace eyeriss::sim {
namespace {

/// Mappings of a layer that are timed. The more, the longer the search; the order in which they are
/// taken makes it unlikely that a later one is better.
constexpr std::size_t kMostTimed = 100;

constexpr hw::Mapping kSmallest{
    .m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

struct Candidate {
  hw::Mapping mapping;
  double bound;  ///< of its rating
};

double rating(Objective objective, const EnergyBreakdown& energy, noc::Cycle latency) {
  const double joules = energy.chip_total() + energy.dram();
  const auto cycles = static_cast<double>(latency);
  if (objective == Objective::kEnergy) return joules;
  return objective == Objective::kLatency ? cycles : joules * cycles;
}

/// Candidates, those that can be best first.
std::vector<Candidate> find_candidates(const Machine& machine, const hw::Layer& layer,
                                       const ZeroFractions& zeros, Objective objective) {
  std::vector<Candidate> candidates;
  hw::Layer mapped = layer;
  for_each_mapping(machine.architecture, layer.shape, [&](const hw::Mapping& mapping) {
    mapped.mapping = mapping;
    const hw::LayerCounters least = least_counters(machine.architecture, mapped, zeros);
    const EnergyBreakdown least_energy = energy(machine.energy, machine.architecture, least);
    candidates.push_back({mapping, rating(objective, least_energy, least.total_cycles)});
  });
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.bound < b.bound; });
  return candidates;
}

}  // namespace

double rating(Objective objective, const RatedMapping& mapping) {
  return rating(objective, mapping.energy, mapping.counters.total_cycles);
}

RatedMapping rate_mapping(const Machine& machine, const hw::Layer& layer,
                          const ZeroFractions& zeros) {
  const hw::LayerCounters counters = predict_counters(machine.architecture, layer, zeros);
  return {.mapping = layer.mapping,
          .counters = counters,
          .energy = energy(machine.energy, machine.architecture, counters)};
}

SearchResult search_mappings(const Machine& machine, const hw::Layer& layer,
                             const ZeroFractions& zeros, Objective objective, int top) {
  check_mapping(machine.architecture, layer.shape, kSmallest);
  const std::vector<Candidate> candidates = find_candidates(machine, layer, zeros, objective);
  const auto wanted = static_cast<std::size_t>(top);
  const auto is_better = [&](const RatedMapping& a, const RatedMapping& b) {
    return rating(objective, a) < rating(objective, b);
  };
  SearchResult result{.best = {}, .legal = static_cast<std::int64_t>(candidates.size())};
  hw::Layer mapped = layer;
  std::size_t timed = 0;
  for (const Candidate& candidate : candidates) {
    const bool is_full = result.best.size() == wanted;
    if (is_full &&
        (timed == kMostTimed || candidate.bound >= rating(objective, result.best.back())))
      break;
    mapped.mapping = candidate.mapping;
    ++timed;
    const RatedMapping rated = rate_mapping(machine, mapped, zeros);
    const auto place = std::upper_bound(result.best.begin(), result.best.end(), rated, is_better);
    result.best.insert(place, rated);
    if (result.best.size() > wanted) result.best.pop_back();
  }
  return result;
}

}  // namespace eyeriss::sim
