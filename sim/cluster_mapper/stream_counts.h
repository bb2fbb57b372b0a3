// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "hw/cluster/cluster_placement.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "sim/mapper/pass_extents.h"

namespace eyeriss::sim {

/// How many streams the sources of a data type have in a pass.
struct StreamCounts {
  std::int64_t busiest = 0;   ///< most of one router
  std::int64_t all = 0;       ///< of all sources together
  std::int64_t clusters = 0;  ///< clusters that want a stream, summed over distinct streams
};

/// Counts the streams that hw::ClusterSources would make of a placement, without making them.
/// Passes may work on a part of the sets.
class StreamCounter {
 public:
  using Mode = noc::MeshMode;

  /// @param mapping only its e, g, r and t are looked at
  StreamCounter(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
                const hw::Mapping& mapping);

  /// Sets of a pass that have work.
  struct Sets {
    int groups;
    int filter_sets;
    int ofmap_rows;
    int channel_sets;
    auto operator<=>(const Sets&) const = default;
  };
  Sets all_sets() const { return all_; }

  /// Streams of ifmap rows.
  const StreamCounts& iacts(Mode mode, const Sets& sets);
  /// Blocks of weights.
  const StreamCounts& weights(Mode mode, const Sets& sets);
  /// Most chains of one psum router.
  std::int64_t chains(const Sets& sets);
  /// Most blocks of one chain that come over the same router.
  int blocks_per_chain() const { return blocks_per_chain_; }

  const hw::ClusterPlacement& placement() const { return placement_; }
  int clusters() const { return clusters_; }  ///< that are used

 private:
  int region(Mode mode, int cluster, int width) const;
  template <typename Wants, typename Region, typename Key>
  std::vector<int> distinct(std::size_t regions, std::size_t keys, const Wants& wants,
                            const Region& region, const Key& key);
  StreamCounts count_iacts(Mode mode, const Sets& sets);
  StreamCounts count_weights(Mode mode, const Sets& sets);

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const Sets all_;
  const hw::ClusterPlacement placement_;
  int clusters_ = 0;
  int used_columns_ = 0;  // of clusters
  int blocks_per_chain_ = 0;
  std::map<std::pair<Mode, Sets>, StreamCounts> iacts_;
  std::map<std::pair<Mode, Sets>, StreamCounts> weights_;
  std::map<Sets, std::int64_t> chains_;
  // Scratch:
  std::vector<std::int32_t> order_;
  std::vector<std::int32_t> seen_;
};

}  // namespace eyeriss::sim
