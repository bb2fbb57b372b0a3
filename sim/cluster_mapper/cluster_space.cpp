// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_space.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/cluster/cluster_placement.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/cluster_mapper/cluster_storage.h"
#include "sim/mapper/tile_choices.h"

namespace eyeriss::sim {
namespace {

/// Values of a key that are tried, at most.
constexpr std::size_t kMostChoices = 32;
constexpr std::size_t kMostGroups = 6;
constexpr std::size_t kMostImages = 5;
constexpr std::size_t kMostFilterSets = 3;

constexpr noc::MeshMode kModes[] = {noc::MeshMode::kUnicast, noc::MeshMode::kHorizontal,
                                    noc::MeshMode::kVertical, noc::MeshMode::kBroadcast};

class Chunks {
 public:
  Chunks(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
         const WeightsFit& weights_fit, const std::function<void(const hw::Mapping&)>& visit)
      : architecture_(architecture), shape_(shape), weights_fit_(weights_fit), visit_(visit) {}

  void visit_all() {
    const auto& grid = architecture_.grid;
    const auto& cluster = architecture_.cluster;
    const int longest = cluster.pe_rows * (architecture_.noc.psum.reaches_all ? 1 : grid.rows);
    if (shape_.R > longest) return;
    const int channels = shape_.channels_per_group();
    for (const int r : even_tiles(channels, longest / shape_.R, kMostChoices)) {
      mapping_.r = r;
      const int chains = architecture_.pes() / (shape_.R * r);
      for (const int e : even_tiles(shape_.E(), chains, kMostChoices)) {
        mapping_.e = e;
        const auto sets = hw::ClusterPlacement::cells(architecture_, shape_.R * r, e).capacity;
        if (sets == 0) continue;
        for (const int g : even_tiles(shape_.groups, static_cast<int>(sets), kMostGroups)) {
          mapping_.g = g;
          visit_channels(static_cast<int>(sets) / g);
        }
      }
    }
  }

 private:
  void visit_channels(int sets) {
    const auto& pe = architecture_.pe;
    const int channels = ceil_div(shape_.channels_per_group(), mapping_.r);
    if (window_segments(shape_) > pe.iact_segments) return;
    const int most = std::min(pe.iact_values, pe.weight_columns);
    for (const int q : even_tiles(channels, most, kMostChoices)) {
      mapping_.q = q;
      if (window_values(shape_, mapping_) > pe.iact_values || q * shape_.S > pe.weight_columns) {
        continue;
      }
      const int filters = shape_.filters_per_group();
      for (const int p : even_tiles(filters, pe.psums, kMostChoices)) {
        mapping_.p = p;
        if (!weights_fit_(p, q)) continue;
        for (const int t : even_tiles(ceil_div(filters, p), sets, kMostChoices * kMostChoices)) {
          if (visited_sets_++ == kMostFilterSets) break;
          mapping_.t = t;
          visit_(mapping_);
        }
        visited_sets_ = 0;
      }
    }
  }

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const WeightsFit& weights_fit_;
  const std::function<void(const hw::Mapping&)>& visit_;
  std::size_t visited_sets_ = 0;
  hw::Mapping mapping_{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};
};

class Tiles {
 public:
  Tiles(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
        const hw::Mapping& chunks, StreamCounter& streams,
        const std::function<void(const hw::Mapping&)>& visit)
      : architecture_(architecture),
        layer_(layer),
        shape_(layer.shape),
        streams_(streams),
        visit_(visit),
        mapping_(chunks),
        filter_steps_(ceil_div(shape_.filters_per_group(), chunks.p * chunks.t)),
        iact_bits_(iact_bank_bits(architecture)),
        psum_bits_(psum_bank_bits(architecture, streams.placement().cells().clusters_per_chain) /
                   streams.chains(streams.all_sets())) {}

  void visit_all() {
    const auto iact_modes = modes(architecture_.noc.iact, [&](noc::MeshMode mode) {
      return streams_.iacts(mode, streams_.all_sets());
    });
    const auto filter_modes = modes(architecture_.noc.weight, [&](noc::MeshMode mode) {
      return streams_.weights(mode, streams_.all_sets());
    });
    for (const auto& [mode, counts] : iact_modes) {
      mapping_.ifmap_mode = mode;
      iact_streams_ = counts.busiest;
      for (const int n : even_tiles(shape_.N, shape_.N, kMostImages)) {
        mapping_.n = n;
        for (const hw::Mapping& tiles : choose_tiles()) {
          hw::Mapping mapping = tiles;
          for (const auto& filter_mode : filter_modes) {
            mapping.filter_mode = filter_mode.first;
            visit_(mapping);
          }
        }
      }
    }
  }

 private:
  using Modes = std::vector<std::pair<noc::MeshMode, StreamCounts>>;

  /// Those that the links can carry and whose sources differ.
  template <typename CountsOf>
  static Modes modes(const hw::ClusterArchitecture::Port& port, const CountsOf& counts_of) {
    Modes modes;
    for (const noc::MeshMode mode : kModes) {
      if (!is_linked(port, mode)) continue;
      const StreamCounts& counts = counts_of(mode);
      const bool is_known = std::any_of(modes.begin(), modes.end(), [&](const auto& other) {
        return other.second.busiest == counts.busiest && other.second.all() == counts.all();
      });
      if (!is_known) modes.push_back({mode, counts});
    }
    return modes;
  }

  std::vector<hw::Mapping> choose_tiles() const {
    std::vector<hw::Mapping> chosen;
    int last = 0;
    for (const int steps : {1, std::min(2, filter_steps_), filter_steps_}) {
      const int widest = largest(shape_.F(), [&](int f) { return fits(f, steps); });
      if (widest == 0) break;
      const int f = even_tile(shape_.F(), widest);
      if (f == last) continue;
      last = f;
      const int most = largest(filter_steps_, [&](int count) { return fits(f, count); });
      if (most == 0) continue;
      chosen.push_back(with(f, even_tile(filter_steps_, most)));
    }
    return chosen;
  }

  hw::Mapping with(int f, int steps) const {
    hw::Mapping mapping = mapping_;
    mapping.f = f;
    mapping.m = std::min(steps * mapping.p * mapping.t, shape_.filters_per_group());
    return mapping;
  }

  bool fits(int f, int steps) const {
    const hw::Mapping mapping = with(f, steps);
    if (psums_stay(shape_, mapping) && psum_chain_bits(mapping) > psum_bits_) return false;
    const std::int64_t streams = iacts_stay(shape_, mapping) ? iact_streams_ : 1;
    return streams * iact_stream_bits(layer_, mapping) <= iact_bits_;
  }

  const hw::ClusterArchitecture& architecture_;
  const hw::Layer& layer_;
  const hw::LayerShape& shape_;
  StreamCounter& streams_;
  const std::function<void(const hw::Mapping&)>& visit_;
  hw::Mapping mapping_;
  const int filter_steps_;
  const std::int64_t iact_bits_;
  const std::int64_t psum_bits_;  // for one chain
  std::int64_t iact_streams_ = 0;
};

}  // namespace

void for_each_chunks(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
                     const WeightsFit& weights_fit,
                     const std::function<void(const hw::Mapping&)>& visit) {
  Chunks(architecture, shape, weights_fit, visit).visit_all();
}

void for_each_tiles(const hw::ClusterArchitecture& architecture, const hw::Layer& layer,
                    const hw::Mapping& chunks, StreamCounter& streams,
                    const std::function<void(const hw::Mapping&)>& visit) {
  Tiles(architecture, layer, chunks, streams, visit).visit_all();
}

}  // namespace eyeriss::sim
