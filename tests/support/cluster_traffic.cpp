// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cluster_traffic.h"

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "hw/cluster/cluster_placement.h"
#include "tests/support/stream_sizes.h"

namespace eyeriss::test {
namespace {

std::vector<Tile> tiles(int extent, int step) {
  std::vector<Tile> result;
  for (int first = 0; first < extent; first += step)
    result.push_back({first, std::min(step, extent - first)});
  return result;
}

/// Clusters that share a source, which is in the middle of them.
struct Region {
  Tile rows;
  Tile columns;
  int source_row() const { return rows.first + rows.count / 2; }
  int source_column() const { return columns.first + columns.count / 2; }
  auto operator<=>(const Region&) const = default;
};

struct Pass {
  Tile groups;
  Tile images;
  Tile rows;
  Tile columns;
  Tile channels;
  Tile filters;
};

/// What one source sends to some PEs: a row of padded ifmaps, or a filter row of some filters.
struct Stream {
  Region region;
  int plane;
  int group;
  Tile channels;
  Tile filters;
  int row;
  auto operator<=>(const Stream&) const = default;
};

/// The PEs that take a stream.
struct Takers {
  int pes = 0;
  std::set<std::pair<int, int>> clusters;  // row, column
};

using Streams = std::map<Stream, Takers>;

/// That a word drives: along the row of the source, then along each column in which a cluster takes
/// it.
std::int64_t links(const Region& region, const Takers& takers) {
  int west = 0;
  int east = 0;
  std::map<int, std::pair<int, int>> north_and_south;  // by column
  for (const auto& [row, column] : takers.clusters) {
    west = std::max(west, region.source_column() - column);
    east = std::max(east, column - region.source_column());
    auto& [north, south] = north_and_south[column];
    north = std::max(north, region.source_row() - row);
    south = std::max(south, row - region.source_row());
  }
  std::int64_t links = west + east;
  for (const auto& [column, both] : north_and_south) links += both.first + both.second;
  return links;
}

class Counter {
 public:
  Counter(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
          const hw::LayerTensors& tensors)
      : architecture_(architecture),
        shape_(layer.shape),
        mapping_(layer.mapping),
        placement_(architecture, layer.shape, layer.mapping),
        sizes_(architecture, layer, tensors) {
    for (const hw::ClusterSite& site : placement_.sites()) {
      used_rows_ = std::max(used_rows_, row_of(site) + 1);
      used_columns_ = std::max(used_columns_, column_of(site) + 1);
    }
  }

  ClusterTraffic run() {
    const auto& s = shape_;
    const auto& m = mapping_;
    for (const Tile& groups : tiles(s.groups, m.g))
      for (const Tile& tile : tiles(s.filters_per_group(), m.m))
        for (const Tile& images : tiles(s.N, m.n))
          for (const Tile& rows : tiles(s.E(), m.e))
            for (const Tile& columns : tiles(s.F(), m.f))
              for (const Tile& channels : tiles(s.channels_per_group(), m.q * m.r))
                for (const Tile& part : tiles(tile.count, m.p * m.t)) {
                  const Tile filters{tile.first + part.first, part.count};
                  count({groups, images, rows, columns, channels, filters});
                }
    return traffic_;
  }

 private:
  void count(const Pass& pass) {
    // Iacts stay for passes that differ in filters alone.
    const std::array ifmaps{pass.groups, pass.images, pass.rows, pass.columns, pass.channels};
    const bool fills = ifmaps != ifmaps_;
    ifmaps_ = ifmaps;
    Streams iacts;
    Streams weights;
    find_streams(pass, iacts, weights);
    for (const auto& [stream, takers] : iacts) {
      add(stream, takers,
          sizes_.iacts(pass.images, pass.columns, stream.group, stream.channels, stream.row), fills,
          traffic_.iacts);
    }
    for (const auto& [stream, takers] : weights) {
      add(stream, takers, sizes_.weights(stream.group, stream.channels, stream.filters, stream.row),
          true, traffic_.weights);
    }
  }

  void find_streams(const Pass& pass, Streams& iacts, Streams& weights) const {
    for (const hw::ClusterSite& site : placement_.sites()) {
      const Tile filters = part(pass.filters, site.filter_set, mapping_.p);
      const Tile channels = part(pass.channels, site.channel_set, mapping_.q);
      const bool works = site.group < pass.groups.count && site.ofmap_row < pass.rows.count &&
                         filters.count > 0 && channels.count > 0;
      if (!works) continue;
      const auto take = [&](Streams& streams, const Stream& stream) {
        Takers& takers = streams[stream];
        ++takers.pes;
        takers.clusters.insert({row_of(site), column_of(site)});
      };
      const int group = pass.groups.first + site.group;
      // Any router may send a row of ifmaps, but always the same one.
      take(iacts, {.region = region(site, mapping_.ifmap_mode, used_columns_),
                   .plane = 0,
                   .group = group,
                   .channels = channels,
                   .filters = {},
                   .row = (pass.rows.first + site.ofmap_row) * shape_.stride_h + site.filter_row});
      take(weights,
           {.region = region(site, mapping_.filter_mode, placement_.clusters_per_set_row()),
            .plane = site.pe_row % architecture_.noc.weight.routers,
            .group = group,
            .channels = channels,
            .filters = filters,
            .row = site.filter_row});
    }
  }

  static void add(const Stream& stream, const Takers& takers, const StreamSizes::Size& size,
                  bool fills, ClusterTraffic::Network& network) {
    network.words += size.words;
    network.deliveries += size.words * takers.pes;
    network.hops += size.words * links(stream.region, takers);
    if (!fills) return;
    network.fills += size.words;
    network.bits += size.bits;
    network.values += size.values;
  }

  static Tile part(const Tile& all, int number, int size) {
    return {all.first + number * size, std::min(size, all.count - number * size)};
  }

  int row_of(const hw::ClusterSite& site) const {
    return site.cluster / architecture_.grid.columns;
  }
  int column_of(const hw::ClusterSite& site) const {
    return site.cluster % architecture_.grid.columns;
  }

  /// @param width of horizontal regions
  Region region(const hw::ClusterSite& site, noc::MeshMode mode, int width) const {
    const int row = row_of(site);
    const int column = column_of(site);
    const int first = column / width * width;
    switch (mode) {
      case noc::MeshMode::kUnicast:
        break;
      case noc::MeshMode::kHorizontal:
        return {{row, 1}, {first, std::min(width, used_columns_ - first)}};
      case noc::MeshMode::kVertical:
        return {{0, used_rows_}, {column, 1}};
      case noc::MeshMode::kBroadcast:
        return {{0, used_rows_}, {0, used_columns_}};
    }
    return {{row, 1}, {column, 1}};
  }

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const hw::Mapping& mapping_;
  const hw::ClusterPlacement placement_;
  const StreamSizes sizes_;
  int used_rows_ = 0;
  int used_columns_ = 0;
  std::optional<std::array<Tile, 5>> ifmaps_;  // of the last pass
  ClusterTraffic traffic_;
};

}  // namespace

ClusterTraffic count_cluster_traffic(const hw::ClusterArchitecture& architecture,
                                     const hw::Layer& layer, const hw::LayerTensors& tensors) {
  return Counter(architecture, layer, tensors).run();
}

}  // namespace eyeriss::test
