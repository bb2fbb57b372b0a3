// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/stream_counts.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <set>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

std::size_t index(int value) { return static_cast<std::size_t>(value); }

bool works(const hw::ClusterSite& site, const StreamCounter::Sets& sets) {
  return site.group < sets.groups && site.filter_set < sets.filter_sets &&
         site.ofmap_row < sets.ofmap_rows && site.channel_set < sets.channel_sets;
}

/// Most PEs of a chain and cluster that one router of weights serves.
int most_on_a_router(const hw::ClusterArchitecture& architecture, int length) {
  const int pe_rows = std::min(length, architecture.cluster.pe_rows);
  return ceil_div(pe_rows, architecture.noc.weight.routers);
}

}  // namespace

StreamCounter::StreamCounter(const hw::ClusterArchitecture& architecture,
                             const hw::LayerShape& shape, const hw::Mapping& mapping)
    : architecture_(architecture),
      shape_(shape),
      all_{mapping.g, mapping.t, mapping.e, mapping.r},
      placement_(architecture, shape, mapping),
      blocks_per_chain_(most_on_a_router(architecture, shape.R * mapping.r)) {
  std::vector<bool> is_used(index(architecture.clusters()));
  for (const hw::ClusterSite& site : placement_.sites()) is_used[index(site.cluster)] = true;
  for (int cluster = 0; cluster < architecture.clusters(); ++cluster) {
    if (!is_used[index(cluster)]) continue;
    ++clusters_;
    used_columns_ = std::max(used_columns_, cluster % architecture.grid.columns + 1);
  }
}

/// A number of the region that a cluster belongs to.
/// @param width clusters of a horizontal region
int StreamCounter::region(Mode mode, int cluster, int width) const {
  const int columns = architecture_.grid.columns;
  switch (mode) {
    case Mode::kUnicast:
      return cluster;
    case Mode::kHorizontal:
      return cluster - cluster % columns % width;
    case Mode::kVertical:
      return cluster % columns;
    case Mode::kBroadcast:
      break;
  }
  return 0;
}

/// Distinct keys of the sites of each region.
template <typename Wants, typename Region, typename Key>
std::vector<int> StreamCounter::distinct(std::size_t regions, std::size_t keys, const Wants& wants,
                                         const Region& region, const Key& key) {
  const std::vector<hw::ClusterSite>& sites = placement_.sites();
  std::vector<std::int32_t> ends(regions + 1);
  for (const hw::ClusterSite& site : sites) {
    if (wants(site)) ++ends[index(region(site)) + 1];
  }
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<int> counts(regions);
  order_.resize(index(ends.back()));
  std::vector<std::int32_t> next(ends.begin(), ends.end() - 1);
  for (const hw::ClusterSite& site : sites) {
    if (wants(site)) order_[index(next[index(region(site))]++)] = key(site);
  }
  seen_.assign(keys, -1);
  for (std::size_t i = 0; i < regions; ++i) {
    for (int k = ends[i]; k < ends[i + 1]; ++k) {
      std::int32_t& last = seen_[index(order_[index(k)])];
      if (last == static_cast<int>(i)) continue;
      last = static_cast<int>(i);
      ++counts[i];
    }
  }
  return counts;
}

const StreamCounts& StreamCounter::iacts(Mode mode, const Sets& sets) {
  const auto [known, is_new] = iacts_.try_emplace({mode, sets});
  if (is_new) known->second = count_iacts(mode, sets);
  return known->second;
}

const StreamCounts& StreamCounter::weights(Mode mode, const Sets& sets) {
  const auto [known, is_new] = weights_.try_emplace({mode, sets});
  if (is_new) known->second = count_weights(mode, sets);
  return known->second;
}

StreamCounts StreamCounter::count_iacts(Mode mode, const Sets& sets) {
  const int rows = (all_.ofmap_rows - 1) * shape_.stride_h + shape_.R;
  const std::vector<int> counts = distinct(
      index(architecture_.clusters()), index(all_.groups * all_.channel_sets * rows),
      [&](const hw::ClusterSite& site) { return works(site, sets); },
      [&](const hw::ClusterSite& site) { return region(mode, site.cluster, used_columns_); },
      [&](const hw::ClusterSite& site) {
        return (site.group * all_.channel_sets + site.channel_set) * rows +
               site.ofmap_row * shape_.stride_h + site.filter_row;
      });
  StreamCounts result;
  for (const int count : counts) {
    result.all += count;
    result.busiest = std::max<std::int64_t>(result.busiest, count);
  }
  result.busiest = ceil_div<std::int64_t>(result.busiest, architecture_.noc.iact.routers);
  result.clusters = mode == Mode::kUnicast ? result.all : iacts(Mode::kUnicast, sets).all;
  return result;
}

StreamCounts StreamCounter::count_weights(Mode mode, const Sets& sets) {
  const int routers = architecture_.noc.weight.routers;
  const int width = placement_.clusters_per_set_row();
  const std::vector<int> counts = distinct(
      index(architecture_.clusters() * routers),
      index(all_.groups * all_.filter_sets * all_.channel_sets * shape_.R),
      [&](const hw::ClusterSite& site) { return works(site, sets); },
      [&](const hw::ClusterSite& site) {
        return region(mode, site.cluster, width) * routers + site.pe_row % routers;
      },
      [&](const hw::ClusterSite& site) {
        return ((site.group * all_.filter_sets + site.filter_set) * all_.channel_sets +
                site.channel_set) *
                   shape_.R +
               site.filter_row;
      });
  StreamCounts result;
  for (const int count : counts) {
    result.all += count;
    result.busiest = std::max<std::int64_t>(result.busiest, count);
  }
  result.clusters = mode == Mode::kUnicast ? result.all : weights(Mode::kUnicast, sets).all;
  return result;
}

std::int64_t StreamCounter::chains(const Sets& sets) {
  const auto [known, is_new] = chains_.try_emplace(sets);
  if (!is_new) return known->second;
  const int routers = architecture_.noc.psum.routers;
  std::vector<std::int64_t> counts(index(architecture_.clusters() * routers));
  for (const hw::ClusterSite& site : placement_.sites()) {
    if (site.position > 0 || !works(site, sets)) continue;
    ++counts[index(site.cluster * routers + site.pe_column % routers)];
  }
  return known->second = *std::max_element(counts.begin(), counts.end());
}

}  // namespace eyeriss::sim
