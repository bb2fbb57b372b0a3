// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <vector>

#include "hw/cluster/cluster_placement.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// A rectangle of clusters that take the words of one source cluster.
struct ClusterRegion {
  int row;
  int column;
  int rows;
  int columns;

  /// The source: the cluster in the middle.
  int source_row() const { return row + rows / 2; }
  int source_column() const { return column + columns / 2; }
  /// Links that words take to a cluster of the region.
  int hops_to(int to_row, int to_column) const {
    return std::abs(to_row - source_row()) + std::abs(to_column - source_column());
  }
  bool operator==(const ClusterRegion&) const = default;
};

/// One ifmap row of one channel set, as a source streams it.
struct IactStreamKey {
  int group;
  int channel_set;
  int row;  ///< of the strip: 0 .. (e-1)*U + R-1
  auto operator<=>(const IactStreamKey&) const = default;
};

/// The weights of the PEs that share them: one filter row.
struct WeightBlockKey {
  int group;
  int filter_set;
  int channel_set;
  int filter_row;
  auto operator<=>(const WeightBlockKey&) const = default;
};

/// A chain of PEs that sums the psums of one ofmap row.
struct ChainKey {
  int group;
  int filter_set;
  int ofmap_row;
  int first_site;  ///< index of its foot in ClusterPlacement::sites()
};

/// Who sends what to whom in a layer: the sources of iacts and weights, one per region and plane of
/// routers, and the routers that feed and empty the chains. Fixed for all passes of the layer, as
/// the routers are set once per layer.
class ClusterSources {
 public:
  template <typename Key>
  struct Source {
    ClusterRegion region;
    int plane;                 ///< number of the router within the clusters
    std::vector<Key> streams;  ///< in the order in which they are served
  };
  struct PsumRouter {
    int cluster;
    int plane;
    std::vector<ChainKey> chains;  ///< served in turn, a network word each
  };
  /// Index of a source, and of a stream in it.
  struct StreamIndex {
    int source;
    int stream;
  };

  ClusterSources(const ClusterArchitecture& architecture, const LayerShape& shape,
                 const Mapping& mapping, const ClusterPlacement& placement);

  const std::vector<Source<IactStreamKey>>& iacts() const { return iacts_; }
  const std::vector<Source<WeightBlockKey>>& weights() const { return weights_; }
  const std::vector<PsumRouter>& psums() const { return psums_; }

  // By site of the placement.
  StreamIndex iact_stream(std::size_t site) const { return iact_streams_[site]; }
  StreamIndex weight_block(std::size_t site) const { return weight_blocks_[site]; }
  /// Index of the PsumRouter that serves the site's chain.
  int psum_router(std::size_t site) const { return psum_routers_[site]; }

  /// Regions that cover the clusters which the placement uses.
  /// @param width clusters of a horizontal region; 0: as many as are used
  static std::vector<ClusterRegion> regions(const ClusterArchitecture::Grid& grid,
                                            const ClusterPlacement& placement, noc::MeshMode mode,
                                            int width);

 private:
  std::vector<Source<IactStreamKey>> iacts_;
  std::vector<Source<WeightBlockKey>> weights_;
  std::vector<PsumRouter> psums_;
  std::vector<StreamIndex> iact_streams_;
  std::vector<StreamIndex> weight_blocks_;
  std::vector<int> psum_routers_;
};

}  // namespace eyeriss::hw
