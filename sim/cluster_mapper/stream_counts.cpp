// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/stream_counts.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <numeric>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

std::size_t index(int value) { return static_cast<std::size_t>(value); }

bool works(const hw::ClusterSite& site, const StreamCounter::Sets& sets) {
  return site.group < sets.groups && site.filter_set < sets.filter_sets &&
         site.ofmap_row < sets.ofmap_rows && site.channel_set < sets.channel_sets;
}

}  // namespace

StreamCounter::StreamCounter(const hw::ClusterArchitecture& architecture,
                             const hw::LayerShape& shape, const hw::Mapping& mapping)
    : architecture_(architecture),
      shape_(shape),
      all_{mapping.g, mapping.t, mapping.e, mapping.r},
      placement_(architecture, shape, mapping) {
  const int columns = architecture.grid.columns;
  for (const hw::ClusterSite& site : placement_.sites()) {
    used_rows_ = std::max(used_rows_, site.cluster / columns + 1);
    used_columns_ = std::max(used_columns_, site.cluster % columns + 1);
  }
}

/// The region that a cluster belongs to. Its source is in its middle.
/// @param width clusters of a horizontal region
StreamCounter::Region StreamCounter::region(Mode mode, int cluster, int width) const {
  const int columns = architecture_.grid.columns;
  const int row = cluster / columns;
  const int column = cluster % columns;
  switch (mode) {
    case Mode::kUnicast:
      break;
    case Mode::kHorizontal: {
      const int first = column / width * width;
      return {row * columns + first, row, first + std::min(width, used_columns_ - first) / 2};
    }
    case Mode::kVertical:
      return {column, used_rows_ / 2, column};
    case Mode::kBroadcast:
      return {0, used_rows_ / 2, used_columns_ / 2};
  }
  return {cluster, row, column};
}

/// @return links that are added so that words of the region get to that distance from the source
int StreamCounter::extend(Reach& reach, int region, int distance) {
  if (reach.region != region) reach = {.region = region};
  int& reached = distance < 0 ? reach.before : reach.behind;
  const int added = std::max(0, std::abs(distance) - reached);
  reached += added;
  return added;
}

/// Counts the distinct keys of the sites of each region, which its streams are, and the links of
/// their words: along the row of the source, then along columns.
/// @param region_of (site) number below `regions`, and where the source is
/// @param key_of (site) below `keys`
/// @return most streams of a region
template <typename RegionOf, typename KeyOf>
std::int64_t StreamCounter::count(Mode mode, const Sets& sets, int regions, int keys,
                                  const RegionOf& region_of, const KeyOf& key_of,
                                  StreamCounts& counts) {
  const std::vector<hw::ClusterSite>& sites = placement_.sites();
  std::vector<std::int32_t> ends(index(regions) + 1);
  for (const hw::ClusterSite& site : sites) {
    if (works(site, sets)) ++ends[index(region_of(site).number) + 1];
  }
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  order_.resize(index(ends.back()));
  std::vector<std::int32_t> next(ends.begin(), ends.end() - 1);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (!works(sites[i], sets)) continue;
    order_[index(next[index(region_of(sites[i]).number)]++)] = static_cast<std::int32_t>(i);
  }

  const int grid_columns = architecture_.grid.columns;
  const int columns =
      mode == Mode::kBroadcast ? grid_columns : 1;  // that streams of a region reach
  along_rows_.assign(index(keys), {});
  along_columns_.assign(index(keys * columns), {});
  std::int64_t most = 0;
  for (int number = 0; number < regions; ++number) {
    const int end = ends[index(number) + 1];
    int k = ends[index(number)];
    if (k == end) continue;
    const Region region = region_of(sites[index(order_[index(k)])]);
    std::int64_t streams = 0;
    for (; k < end; ++k) {
      const hw::ClusterSite& site = sites[index(order_[index(k)])];
      const int key = key_of(site);
      const int row = site.cluster / grid_columns;
      const int column = site.cluster % grid_columns;
      StreamCounts::Sum& sum = counts.sums[site.filter_set + 1 == sets.filter_sets ? 1 : 0]
                                          [site.channel_set + 1 == sets.channel_sets ? 1 : 0];
      Reach& along_row = along_rows_[index(key)];
      Reach& along_column = along_columns_[index(key * columns + column % columns)];
      if (along_row.region != number) {
        ++streams;
        ++sum.streams;
      }
      sum.links += extend(along_row, number, column - region.source_column);
      sum.links += extend(along_column, number, row - region.source_row);
    }
    most = std::max(most, streams);
  }
  return most;
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
  StreamCounts counts;
  const std::int64_t busiest = count(
      mode, sets, architecture_.clusters(), all_.groups * all_.channel_sets * rows,
      [&](const hw::ClusterSite& site) { return region(mode, site.cluster, used_columns_); },
      [&](const hw::ClusterSite& site) {
        return (site.group * all_.channel_sets + site.channel_set) * rows +
               site.ofmap_row * shape_.stride_h + site.filter_row;
      },
      counts);
  counts.busiest = ceil_div<std::int64_t>(busiest, architecture_.noc.iact.routers);
  return counts;
}

StreamCounts StreamCounter::count_weights(Mode mode, const Sets& sets) {
  const int routers = architecture_.noc.weight.routers;
  const int width = placement_.clusters_per_set_row();
  StreamCounts counts;
  counts.busiest = count(
      mode, sets, architecture_.clusters() * routers,
      all_.groups * all_.filter_sets * all_.channel_sets * shape_.R,
      [&](const hw::ClusterSite& site) {
        Region its = region(mode, site.cluster, width);
        its.number = its.number * routers + site.pe_row % routers;
        return its;
      },
      [&](const hw::ClusterSite& site) {
        return ((site.group * all_.filter_sets + site.filter_set) * all_.channel_sets +
                site.channel_set) *
                   shape_.R +
               site.filter_row;
      },
      counts);
  return counts;
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
