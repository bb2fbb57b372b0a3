// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// A PE and its part in the mapping.
struct ClusterSite {
  int cluster;      ///< row-major
  int pe_row;       ///< within the cluster, 0 at the top
  int pe_column;    ///< within the cluster
  int group;        ///< 0 .. g-1
  int filter_set;   ///< 0 .. t-1
  int ofmap_row;    ///< of the strip, 0 .. e-1
  int channel_set;  ///< 0 .. r-1
  int filter_row;   ///< 0 .. R-1
  int position;     ///< in the chain of psums, 0 at the foot
};

/// Where the PE sets of a mapping stand on a grid of clusters.
///
/// The R*r PEs that sum one ofmap row of one (group, filter set) form a chain: position 0, the
/// foot, is filter row R-1 of channel set 0, the head is filter row 0 of the highest working
/// channel set. A chain goes up a column of PEs within a cluster, and on from the foot of the
/// cluster south of it. Where psums reach the ends of columns only, a chain starts at the foot of a
/// cluster and takes k = ceil(R*r / PE rows) clusters of a column; else it stands within one
/// cluster, and as many as find room stand one above the other.
///
/// A cell is a place for chains side by side, as many as a cluster has PE columns. The e chains of
/// a (group, filter set) fill neighbouring cells; sets narrower than a cell share one. Sets follow
/// one another, filter sets within groups, along the grid's rows; one that is wider than what is
/// left of a row of cells begins a new one, and one that is wider than the grid takes several rows.
class ClusterPlacement {
 public:
  /// How many cells, and what of the grid one takes.
  struct Cells {
    int clusters_per_chain;  ///< k
    int chains_per_cluster;  ///< one above the other
    int rows;                ///< of cells on the grid
    int sets_per_cell;       ///< side by side; 1 if a set takes several cells
    int cells_per_set;       ///< along a row of cells
    int sets_per_row;        ///< of cells; 0 if a set takes several rows
    int rows_per_set;        ///< of cells
    std::int64_t capacity;   ///< sets that find room
  };

  /// @pre R*r chains find room in the grid
  static Cells cells(const ClusterArchitecture& architecture, int chain_length, int e);

  /// @throws PlacementError if the sets do not find room
  ClusterPlacement(const ClusterArchitecture& architecture, const LayerShape& shape,
                   const Mapping& mapping);

  /// Every PE of a full pass, ordered by group, filter set, ofmap row, position.
  const std::vector<ClusterSite>& sites() const { return sites_; }
  /// Neighbouring clusters of a row that take the same weights.
  int clusters_per_set_row() const { return clusters_per_set_row_; }
  const Cells& cells() const { return cells_; }

 private:
  Cells cells_;
  int clusters_per_set_row_;
  std::vector<ClusterSite> sites_;
};

}  // namespace eyeriss::hw
