// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <vector>

#include "noc/mesh_router.h"

namespace eyeriss::noc {

/// The routers of one data type on a grid of clusters and the links between them (JETCAS 2019,
/// section III), and the circuits for which they are set.
///
/// Clusters are numbered row by row from the north-west. Each has a router on every plane; a router
/// has links only to those of its plane in the neighbouring clusters, one in each direction.
class MeshCircuits {
 public:
  /// A rectangle of clusters that take the words of one source.
  struct Region {
    int row;  ///< of its northernmost clusters
    int column;
    int rows;
    int columns;
  };
  /// A link, by the router that drives it and the output port there.
  struct Link {
    int cluster;
    MeshPort output;
    auto operator<=>(const Link&) const = default;
  };

  /// @param planes routers of a cluster
  MeshCircuits(int rows, int columns, int planes, bool has_horizontal_links,
               bool has_vertical_links);

  /// Sets the routers so that what enters a router's local input, in a cluster of the region,
  /// leaves the local outputs of the whole region: along the source's row first, then north and
  /// south in each column. A circuit that is set stays so: a source has one way to a cluster.
  /// @throws std::invalid_argument, and changes nothing, if the region is not on the grid or the
  ///   source not in the region, a link that is needed does not exist, or an output port belongs
  ///   to another circuit
  void configure(int plane, const Region& region, int source_row, int source_column);

  /// @throws std::out_of_range if there is none
  const MeshRouter& router(int plane, int cluster) const;

  /// The links over which words of the source come to the local output of `cluster`, as the routers
  /// are set, from the source on.
  /// @throws std::invalid_argument if they do not come there
  /// @throws std::out_of_range if there is no such router
  std::vector<Link> path(int plane, int source_cluster, int cluster) const;

 private:
  using Plane = std::vector<MeshRouter>;  // by cluster

  void require_in_grid(const Region& region) const;
  void require_link(MeshPort port) const;
  int neighbour(int cluster, MeshPort side) const;

  int rows_;
  int columns_;
  bool has_horizontal_links_;
  bool has_vertical_links_;
  std::vector<Plane> planes_;
};

}  // namespace eyeriss::noc
