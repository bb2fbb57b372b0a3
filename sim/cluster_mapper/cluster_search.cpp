// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_search.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>
#include <variant>

#include "sim/cluster_mapper/cluster_bound.h"
#include "sim/cluster_mapper/cluster_cost.h"
#include "sim/cluster_mapper/pe_work.h"
#include "sim/energy/energy_model.h"

namespace eyeriss::sim {
namespace {

/// Ratings up to so many times the least are taken for equal to it: they are predicted no better.
constexpr double kEqual = 1.02;

/// By the objective, and by the figure that decides between those that are equal.
struct Rating {
  double objective;
  double other;
};

struct Chunk {
  hw::Mapping mapping;
  double least;  ///< of the objective

  bool operator<(const Chunk& other) const { return least < other.least; }
};

struct Candidate {
  hw::Mapping mapping;
  Rating rating;
  std::size_t number;  ///< in which it was found

  /// For the first found of equal ones to come first, insert behind all that are not greater.
  bool operator<(const Candidate& other) const { return rating.objective < other.rating.objective; }
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
    std::vector<Chunk> chunks;
    for_each_chunks(architecture_, layer_.shape, weights_fit, [&](const hw::Mapping& mapping) {
      chunks.push_back({mapping, rating_of(bound_.least(mapping)).objective});
    });
    std::stable_sort(chunks.begin(), chunks.end());
    for (const Chunk& chunk : chunks) {
      if (chunk.least >= worst()) break;
      look_at(chunk.mapping);
    }
    return ranked();
  }

 private:
  RatedMapping rated(const hw::Mapping& mapping, const hw::LayerCounters& counters) const {
    return {.mapping = mapping,
            .counters = counters,
            .energy = energy(table_, any_architecture_, counters)};
  }

  Rating rating_of(const RatedMapping& mapping) const {
    return {rating(objective_, mapping),
            rating(objective_ == Objective::kEnergy ? Objective::kLatency : Objective::kEnergy,
                   mapping)};
  }
  Rating rating_of(const hw::LayerCounters& counters) const {
    return rating_of(rated({}, counters));
  }
  StreamCounter& streams(const hw::Mapping& mapping) {
    const std::array<int, 4> key = {mapping.e, mapping.g, mapping.r, mapping.t};
    return streams_.try_emplace(key, architecture_, layer_.shape, mapping).first->second;
  }

  /// Ratings that need not be looked at begin here.
  double worst() const {
    if (best_.size() < most_) return std::numeric_limits<double>::infinity();
    return std::max(best_.back().rating.objective, kEqual * best_.front().rating.objective);
  }

  void look_at(const hw::Mapping& chunks) {
    StreamCounter& counter = streams(chunks);
    for_each_tiles(architecture_, layer_, chunks, counter, [&](const hw::Mapping& mapping) {
      const Candidate candidate{mapping, rating_of(cost_.predict(mapping, counter, true)), found_};
      if (candidate.rating.objective >= worst()) return;
      ++found_;
      add_to_front(candidate);
      best_.insert(std::upper_bound(best_.begin(), best_.end(), candidate), candidate);
      if (best_.size() > most_) best_.pop_back();
    });
  }

  /// The front are those than which none is better by one figure and as good by the other.
  void add_to_front(const Candidate& candidate) {
    const auto beats = [](const Candidate& a, const Candidate& b) {
      return a.rating.objective <= b.rating.objective && a.rating.other <= b.rating.other;
    };
    for (const Candidate& other : front_) {
      if (beats(other, candidate)) return;
    }
    std::erase_if(front_, [&](const Candidate& other) { return beats(candidate, other); });
    front_.push_back(candidate);
  }

  /// Those that are equal to the best, by the other figure, then the others.
  std::vector<RatedMapping> ranked() {
    std::vector<Candidate> candidates = best_;
    for (const Candidate& candidate : front_) {
      const auto is_it = [&](const Candidate& other) { return other.number == candidate.number; };
      if (std::none_of(best_.begin(), best_.end(), is_it)) candidates.push_back(candidate);
    }
    std::vector<std::pair<Rating, RatedMapping>> found;
    double least = std::numeric_limits<double>::infinity();
    for (const Candidate& candidate : candidates) {
      const hw::Mapping& mapping = candidate.mapping;
      const RatedMapping its = rated(mapping, cost_.predict(mapping, streams(mapping), false));
      found.emplace_back(rating_of(its), its);
      least = std::min(least, found.back().first.objective);
    }
    std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
      const bool a_is_equal = a.first.objective <= kEqual * least;
      const bool b_is_equal = b.first.objective <= kEqual * least;
      if (a_is_equal && b_is_equal) return a.first.other < b.first.other;
      return a.first.objective < b.first.objective;
    });
    std::vector<RatedMapping> result;
    for (const auto& [its, mapping] : found) {
      if (result.size() < most_) result.push_back(mapping);
    }
    return result;
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
  std::vector<Candidate> front_;
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
