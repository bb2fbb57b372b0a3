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
  struct Sum {
    std::int64_t streams = 0;  ///< of all sources together
    std::int64_t links = 0;    ///< between clusters that a word of each of them drives
  };
  std::int64_t busiest = 0;  ///< most streams of one router
  /// [last filter set][last channel set]: PEs of the last ones may have fewer filters or channels.
  /// Streams of iacts go to all filter sets; where they are counted says nothing.
  std::array<std::array<Sum, 2>, 2> sums;

  Sum of_channels(bool is_last_set) const {
    return {sums[0][is_last_set].streams + sums[1][is_last_set].streams,
            sums[0][is_last_set].links + sums[1][is_last_set].links};
  }
  std::int64_t all() const { return of_channels(false).streams + of_channels(true).streams; }
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

  const hw::ClusterPlacement& placement() const { return placement_; }

 private:
  /// The clusters that share a source.
  struct Region {
    int number;
    int source_row;
    int source_column;
  };
  /// How far the words of a stream go to both sides, and in which region.
  struct Reach {
    int region = -1;
    int before = 0;
    int behind = 0;
  };

  Region region(Mode mode, int cluster, int width) const;
  template <typename RegionOf, typename KeyOf>
  std::int64_t count(Mode mode, const Sets& sets, int regions, int keys, const RegionOf& region_of,
                     const KeyOf& key_of, StreamCounts& counts);
  static int extend(Reach& reach, int region, int distance);
  StreamCounts count_iacts(Mode mode, const Sets& sets);
  StreamCounts count_weights(Mode mode, const Sets& sets);

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const Sets all_;
  const hw::ClusterPlacement placement_;
  int used_rows_ = 0;  // of clusters
  int used_columns_ = 0;
  std::map<std::pair<Mode, Sets>, StreamCounts> iacts_;
  std::map<std::pair<Mode, Sets>, StreamCounts> weights_;
  std::map<Sets, std::int64_t> chains_;
  // Scratch:
  std::vector<std::int32_t> order_;
  std::vector<Reach> along_rows_;
  std::vector<Reach> along_columns_;
};

}  // namespace eyeriss::sim
