// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_mapper.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <variant>

#include "hw/invariant.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/cluster_mapper/cluster_search.h"
#include "sim/cluster_mapper/weight_need.h"

namespace eyeriss::sim {
namespace {

/// Mappings that are kept of a search: the real weights decide between them.
constexpr std::size_t kKept = 64;

constexpr hw::Mapping kSmallest{
    .m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

/// Layers with the same key have the same best mappings, if their weights fit.
std::string key(const hw::Layer& layer, const ZeroFractions& zeros) {
  const hw::LayerShape& s = layer.shape;
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", s.N, s.C, s.H,
                     s.W, s.M, s.R, s.S, s.stride_h, s.stride_w, s.pad_top, s.pad_left,
                     s.pad_bottom, s.pad_right, s.groups, static_cast<int>(layer.ifmap_coding),
                     static_cast<int>(layer.weights_coding), static_cast<int>(layer.ofmap_coding),
                     zeros.ifmap, zeros.weights, zeros.ofmap);
}

/// Asks once for each p and q.
WeightsFit remembered(std::function<bool(int, int)> fits) {
  return [fits = std::move(fits), known = std::map<std::pair<int, int>, bool>()](int p,
                                                                                 int q) mutable {
    const auto [entry, is_new] = known.try_emplace({p, q});
    if (is_new) entry->second = fits(p, q);
    return entry->second;
  };
}

}  // namespace

SearchResult ClusterMapper::find(const hw::Layer& layer, const ZeroFractions& zeros,
                                 const std::vector<std::int16_t>& weights) {
  const auto start = std::chrono::steady_clock::now();
  SearchResult result = find_anew(layer, zeros, weights);
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

SearchResult ClusterMapper::find_anew(const hw::Layer& layer, const ZeroFractions& zeros,
                                      const std::vector<std::int16_t>& weights) {
  const auto& architecture = std::get<hw::ClusterArchitecture>(architecture_);
  hw::Layer smallest = layer;
  smallest.mapping = kSmallest;
  check_cluster_mapping(architecture, smallest, weights);

  const auto wanted = static_cast<std::size_t>(top_);
  const std::vector<RatedMapping>& likely = likely_ones(layer, zeros);
  SearchResult result;
  if (layer.weights_coding == hw::Coding::kRaw) {
    const std::size_t count = std::min(wanted, likely.size());
    result.best.assign(likely.begin(), likely.begin() + static_cast<std::ptrdiff_t>(count));
  } else {
    WeightNeed need(layer.shape, weights, architecture.pe.macs_per_cycle);
    const auto fits = [&](int p, int q) { return need.fits(p, q, architecture.pe.weight_words); };
    for (const RatedMapping& rated : likely) {
      if (result.best.size() == wanted) break;
      if (fits(rated.mapping.p, rated.mapping.q)) result.best.push_back(rated);
    }
    if (result.best.empty()) {
      ++searches_;
      result.best = search_cluster_mappings(architecture_, table_, layer, zeros, objective_,
                                            remembered(fits), wanted);
    }
  }
  hw::require(!result.best.empty(), "a legal layer has no mapping to look at");
  return result;
}

const std::vector<RatedMapping>& ClusterMapper::likely_ones(const hw::Layer& layer,
                                                            const ZeroFractions& zeros) {
  const auto [known, is_new] = likely_.try_emplace(key(layer, zeros));
  if (!is_new) return known->second;
  const hw::ClusterArchitecture::Pe& pe = std::get<hw::ClusterArchitecture>(architecture_).pe;
  const auto fits = [&](int p, int q) {
    if (layer.weights_coding == hw::Coding::kRaw) {
      hw::Mapping mapping = kSmallest;
      mapping.p = p;
      mapping.q = q;
      return raw_weight_words(layer.shape, mapping, pe.macs_per_cycle) <= pe.weight_words;
    }
    return likely_weight_need(layer.shape, zeros.weights, pe.macs_per_cycle, p, q) <=
           pe.weight_words;
  };
  ++searches_;
  known->second =
      search_cluster_mappings(architecture_, table_, layer, zeros, objective_, remembered(fits),
                              std::max(kKept, static_cast<std::size_t>(top_)));
  return known->second;
}

RatedMapping ClusterMapper::rate(const hw::Layer& layer, const ZeroFractions& zeros) const {
  return rate_cluster_mapping(architecture_, table_, layer, zeros);
}

}  // namespace eyeriss::sim
