// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_sources.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace eyeriss::hw {
namespace {

/// The region of each cluster of the grid, -1 for none.
std::vector<int> region_of_clusters(const ClusterArchitecture::Grid& grid,
                                    const std::vector<ClusterRegion>& regions) {
  std::vector<int> result(static_cast<std::size_t>(grid.rows * grid.columns), -1);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const ClusterRegion& region = regions[i];
    for (int row = region.row; row < region.row + region.rows; ++row) {
      for (int column = region.column; column < region.column + region.columns; ++column) {
        result[static_cast<std::size_t>(row * grid.columns + column)] = static_cast<int>(i);
      }
    }
  }
  return result;
}

/// Makes sources of the streams that sites want: one per region and plane that has any.
/// @param wants (region, plane, key) of each site
template <typename Key>
void make_sources(const std::vector<ClusterRegion>& regions,
                  const std::vector<std::tuple<int, int, Key>>& wants,
                  std::vector<ClusterSources::Source<Key>>& sources,
                  std::vector<ClusterSources::StreamIndex>& indices) {
  std::map<std::pair<int, int>, std::map<Key, int>> streams;  // by source, then key
  for (const auto& [region, plane, key] : wants) streams[{region, plane}][key] = 0;
  std::map<std::pair<int, int>, int> numbers;
  for (auto& [where, keys] : streams) {
    numbers[where] = static_cast<int>(sources.size());
    sources.push_back({regions[static_cast<std::size_t>(where.first)], where.second, {}});
    for (auto& [key, number] : keys) {
      number = static_cast<int>(sources.back().streams.size());
      sources.back().streams.push_back(key);
    }
  }
  for (const auto& [region, plane, key] : wants) {
    const std::pair<int, int> where{region, plane};
    indices.push_back({numbers.at(where), streams.at(where).at(key)});
  }
}

}  // namespace

std::vector<ClusterRegion> ClusterSources::regions(const ClusterArchitecture::Grid& grid,
                                                   const ClusterPlacement& placement,
                                                   noc::MeshMode mode, int width) {
  std::set<std::pair<int, int>> used;
  int rows = 0;
  int columns = 0;
  for (const ClusterSite& site : placement.sites()) {
    const std::pair<int, int> at{site.cluster / grid.columns, site.cluster % grid.columns};
    used.insert(at);
    rows = std::max(rows, at.first + 1);
    columns = std::max(columns, at.second + 1);
  }
  std::set<std::tuple<int, int, int, int>> distinct;
  for (const auto& [row, column] : used) {
    switch (mode) {
      case noc::MeshMode::kUnicast:
        distinct.insert({row, column, 1, 1});
        break;
      case noc::MeshMode::kHorizontal: {
        const int side = width > 0 ? width : columns;
        const int first = column / side * side;
        distinct.insert({row, first, 1, std::min(side, columns - first)});
        break;
      }
      case noc::MeshMode::kVertical:
        distinct.insert({0, column, rows, 1});
        break;
      case noc::MeshMode::kBroadcast:
        distinct.insert({0, 0, rows, columns});
        break;
    }
  }
  std::vector<ClusterRegion> result;
  for (const auto& [row, column, height, breadth] : distinct) {
    result.push_back({row, column, height, breadth});
  }
  return result;
}

ClusterSources::ClusterSources(const ClusterArchitecture& architecture, const LayerShape& shape,
                               const Mapping& mapping, const ClusterPlacement& placement) {
  const auto& grid = architecture.grid;
  const std::vector<ClusterSite>& sites = placement.sites();

  const auto iact_regions = regions(grid, placement, mapping.ifmap_mode, 0);
  const std::vector<int> iact_region = region_of_clusters(grid, iact_regions);
  // All streams of a region are dealt to its planes in turn.
  std::vector<std::pair<int, IactStreamKey>> wanted;
  std::map<std::pair<int, IactStreamKey>, int> planes;
  for (const ClusterSite& site : sites) {
    wanted.push_back(
        {iact_region[static_cast<std::size_t>(site.cluster)],
         {site.group, site.channel_set, site.ofmap_row * shape.stride_h + site.filter_row}});
    planes[wanted.back()] = 0;
  }
  int region = -1;
  int plane = 0;
  for (auto& [key, its_plane] : planes) {
    if (key.first != region) plane = 0;
    region = key.first;
    its_plane = plane;
    plane = (plane + 1) % architecture.noc.iact.routers;
  }
  std::vector<std::tuple<int, int, IactStreamKey>> iact_wants;
  for (const auto& want : wanted) {
    iact_wants.push_back({want.first, planes.at(want), want.second});
  }
  make_sources(iact_regions, iact_wants, iacts_, iact_streams_);

  const auto weight_regions =
      regions(grid, placement, mapping.filter_mode, placement.clusters_per_set_row());
  const std::vector<int> weight_region = region_of_clusters(grid, weight_regions);
  std::vector<std::tuple<int, int, WeightBlockKey>> weight_wants;
  for (const ClusterSite& site : sites) {
    weight_wants.push_back({weight_region[static_cast<std::size_t>(site.cluster)],
                            site.pe_row % architecture.noc.weight.routers,
                            {site.group, site.filter_set, site.channel_set, site.filter_row}});
  }
  make_sources(weight_regions, weight_wants, weights_, weight_blocks_);

  std::map<std::pair<int, int>, int> routers;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const ClusterSite& site = sites[i];
    if (site.position > 0) {
      psum_routers_.push_back(psum_routers_.back());
      continue;
    }
    const int psum_plane = site.pe_column % architecture.noc.psum.routers;
    const auto [router, is_new] =
        routers.try_emplace({site.cluster, psum_plane}, static_cast<int>(psums_.size()));
    if (is_new) psums_.push_back({site.cluster, psum_plane, {}});
    psums_[static_cast<std::size_t>(router->second)].chains.push_back(
        {site.group, site.filter_set, site.ofmap_row, static_cast<int>(i)});
    psum_routers_.push_back(router->second);
  }
}

}  // namespace eyeriss::hw
