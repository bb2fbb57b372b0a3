// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <variant>

#include "sim/cluster_mapper/cluster_bound.h"
#include "sim/cluster_mapper/cluster_cost.h"
#include "sim/cluster_mapper/pe_work.h"
#include "sim/energy/energy_model.h"

namespace eyeriss::sim {
namespace {

/// What is 7 % (energy) or 3 % (latency) above the least is taken if it halves the other: neither
/// is predicted better.
constexpr double kWeightOfLatency = 0.1;
constexpr double kWeightOfEnergy = 0.05;

struct Candidate {
  hw::Mapping mapping;
  double rating;
  std::size_t order;  ///< in which it was found

  bool operator<(const Candidate& other) const {
    return std::pair(rating, order) < std::pair(other.rating, other.order);
  }
};

class Search {
 public:
  Search(const hw::AnyArchitecture& architecture, const EnergyTable& table, const hw::Layer& layer,
         const ZeroFractions& zeros, Objective objective, std::size_t most)
      : any_architecture_(architecture),
        architecture_(std::get<hw::ClusterArchitecture>(architecture)),
        table_(table),
        layer_(layer),
        objective_(objective),
        most_(most),
        work_(architecture_, layer_, zeros),
        bound_(architecture_, layer_.shape, work_),
        cost_(architecture_, layer_.shape, work_) {}

  std::vector<RatedMapping> run(const WeightsFit& weights_fit) {
    std::vector<Candidate> chunks;
    for_each_chunks(architecture_, layer_.shape, weights_fit, [&](const hw::Mapping& mapping) {
      const double bound = rating_of(bound_.least(mapping));
      chunks.push_back({mapping, bound, chunks.size()});
    });
    std::sort(chunks.begin(), chunks.end());
    for (const Candidate& chunk : chunks) {
      if (chunk.rating >= worst()) break;
      look_at(chunk.mapping);
    }
    std::vector<RatedMapping> result;
    for (const Candidate& candidate : best_) {
      const hw::Mapping& mapping = candidate.mapping;
      result.push_back(rated(mapping, cost_.predict(mapping, streams(mapping), false)));
    }
    std::stable_sort(
        result.begin(), result.end(),
        [&](const RatedMapping& a, const RatedMapping& b) { return rating_of(a) < rating_of(b); });
    return result;
  }

 private:
  RatedMapping rated(const hw::Mapping& mapping, const hw::LayerCounters& counters) const {
    return {.mapping = mapping,
            .counters = counters,
            .energy = energy(table_, any_architecture_, counters)};
  }

  /// By which mappings are compared. Of those that are about equal the other figure decides.
  double rating_of(const RatedMapping& mapping) const {
    if (objective_ == Objective::kEnergyDelayProduct) return rating(objective_, mapping);
    const double energy = rating(Objective::kEnergy, mapping);
    const double latency = rating(Objective::kLatency, mapping);
    return objective_ == Objective::kEnergy ? energy * std::pow(latency, kWeightOfLatency)
                                            : latency * std::pow(energy, kWeightOfEnergy);
  }
  double rating_of(const hw::LayerCounters& counters) const {
    return rating_of(rated({}, counters));
  }

  StreamCounter& streams(const hw::Mapping& mapping) {
    const std::array<int, 4> key = {mapping.e, mapping.g, mapping.r, mapping.t};
    return streams_.try_emplace(key, architecture_, layer_.shape, mapping).first->second;
  }

  double worst() const {
    return best_.size() < most_ ? std::numeric_limits<double>::infinity() : best_.back().rating;
  }

  void look_at(const hw::Mapping& chunks) {
    StreamCounter& counter = streams(chunks);
    for_each_tiles(architecture_, layer_, chunks, counter, [&](const hw::Mapping& mapping) {
      const double its = rating_of(cost_.predict(mapping, counter, true));
      if (its >= worst()) return;
      const Candidate candidate{mapping, its, found_++};
      best_.insert(std::upper_bound(best_.begin(), best_.end(), candidate), candidate);
      if (best_.size() > most_) best_.pop_back();
    });
  }

  const hw::AnyArchitecture& any_architecture_;
  const hw::ClusterArchitecture& architecture_;
  const EnergyTable& table_;
  const hw::Layer& layer_;
  const Objective objective_;
  const std::size_t most_;
  const PeWork work_;
  const ClusterBound bound_;
  const ClusterCost cost_;
  std::map<std::array<int, 4>, StreamCounter> streams_;
  std::vector<Candidate> best_;  // sorted
  std::size_t found_ = 0;
};

}  // namespace

std::vector<RatedMapping> search_cluster_mappings(const hw::AnyArchitecture& architecture,
                                                  const EnergyTable& table, const hw::Layer& layer,
                                                  const ZeroFractions& zeros, Objective objective,
                                                  const WeightsFit& weights_fit, std::size_t most) {
  return Search(architecture, table, layer, zeros, objective, most).run(weights_fit);
}

RatedMapping rate_cluster_mapping(const hw::AnyArchitecture& architecture, const EnergyTable& table,
                                  const hw::Layer& layer, const ZeroFractions& zeros) {
  const auto& clusters = std::get<hw::ClusterArchitecture>(architecture);
  const PeWork work(clusters, layer, zeros);
  StreamCounter streams(clusters, layer.shape, layer.mapping);
  const hw::LayerCounters counters =
      ClusterCost(clusters, layer.shape, work).predict(layer.mapping, streams, false);
  return {.mapping = layer.mapping,
          .counters = counters,
          .energy = energy(table, architecture, counters)};
}

}  // namespace eyeriss::sim
