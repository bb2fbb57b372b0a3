// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_placement.h"

#include <algorithm>
#include <string>

#include "hw/ceil_div.h"
#include "hw/mapping/placement.h"

namespace eyeriss::hw {
namespace {

void check_room(const ClusterArchitecture& architecture, const LayerShape& shape,
                const Mapping& mapping, const ClusterPlacement::Cells& cells) {
  if (cells.rows == 0) {
    const bool in_cluster = architecture.noc.psum.reaches_all;
    const int most = architecture.cluster.pe_rows * (in_cluster ? 1 : architecture.grid.rows);
    throw PlacementError(shape.R > most ? "kernel_shape" : "r",
                         "chains of R*r = " + std::to_string(std::int64_t{shape.R} * mapping.r) +
                             " PEs are longer than a " +
                             (in_cluster ? "cluster" : "column of clusters") +
                             " is high (at most " + std::to_string(most) + ")");
  }
  const std::int64_t sets = std::int64_t{mapping.g} * mapping.t;
  if (sets > cells.capacity) {
    const char* key = cells.capacity == 0 ? "e" : mapping.g > cells.capacity ? "g" : "t";
    throw PlacementError(
        key, "g*t = " + std::to_string(sets) + " sets of " + std::to_string(mapping.e) +
                 " chains of " + std::to_string(shape.R * mapping.r) +
                 " PEs do not find room (at most " + std::to_string(cells.capacity) + ")");
  }
}

}  // namespace

ClusterPlacement::Cells ClusterPlacement::cells(const ClusterArchitecture& architecture,
                                                int chain_length, int e) {
  const auto& grid = architecture.grid;
  const auto& cluster = architecture.cluster;
  Cells cells{};
  if (architecture.noc.psum.reaches_all) {
    cells.clusters_per_chain = 1;
    cells.chains_per_cluster = cluster.pe_rows / chain_length;
    cells.rows = grid.rows * cells.chains_per_cluster;
  } else {
    cells.clusters_per_chain = ceil_div(chain_length, cluster.pe_rows);
    cells.chains_per_cluster = 1;
    cells.rows = grid.rows / cells.clusters_per_chain;
  }
  const int cells_of_set = ceil_div(e, cluster.pe_columns);
  cells.sets_per_cell = std::max(1, cluster.pe_columns / e);
  cells.cells_per_set = std::min(cells_of_set, grid.columns);
  cells.rows_per_set = ceil_div(cells_of_set, grid.columns);
  if (cells.rows_per_set == 1) {
    cells.sets_per_row = grid.columns / cells.cells_per_set * cells.sets_per_cell;
    cells.capacity = std::int64_t{cells.rows} * cells.sets_per_row;
  } else {
    cells.capacity = cells.rows / cells.rows_per_set;
  }
  return cells;
}

ClusterPlacement::ClusterPlacement(const ClusterArchitecture& architecture, const LayerShape& shape,
                                   const Mapping& mapping)
    : cells_(cells(architecture, shape.R * mapping.r, mapping.e)),
      clusters_per_set_row_(cells_.cells_per_set) {
  check_room(architecture, shape, mapping, cells_);
  const int pe_rows = architecture.cluster.pe_rows;
  const int pe_columns = architecture.cluster.pe_columns;
  const int grid_columns = architecture.grid.columns;
  const int length = shape.R * mapping.r;
  const int sets = mapping.g * mapping.t;
  sites_.reserve(static_cast<std::size_t>(sets) * static_cast<std::size_t>(mapping.e * length));
  for (int set = 0; set < sets; ++set) {
    int first_row = set * cells_.rows_per_set;
    int first_column = 0;  // of PEs, counted over the whole grid
    if (cells_.sets_per_row > 0) {
      first_row = set / cells_.sets_per_row;
      const int number = set % cells_.sets_per_row;
      first_column = number / cells_.sets_per_cell * cells_.cells_per_set * pe_columns +
                     number % cells_.sets_per_cell * mapping.e;
    }
    for (int i = 0; i < mapping.e; ++i) {
      const int row = first_row + (first_column + i) / (pe_columns * grid_columns);
      const int column = (first_column + i) % (pe_columns * grid_columns);
      for (int position = 0; position < length; ++position) {
        // From the top of the cells' row, the foot being the lowest PE of its cluster's part.
        const int grid_row = architecture.noc.psum.reaches_all
                                 ? row / cells_.chains_per_cluster
                                 : row * cells_.clusters_per_chain + position / pe_rows;
        const int pe_row = architecture.noc.psum.reaches_all
                               ? (row % cells_.chains_per_cluster + 1) * length - 1 - position
                               : pe_rows - 1 - position % pe_rows;
        sites_.push_back({.cluster = grid_row * grid_columns + column / pe_columns,
                          .pe_row = pe_row,
                          .pe_column = column % pe_columns,
                          .group = set / mapping.t,
                          .filter_set = set % mapping.t,
                          .ofmap_row = i,
                          .channel_set = position / shape.R,
                          .filter_row = shape.R - 1 - position % shape.R,
                          .position = position});
      }
    }
  }
}

}  // namespace eyeriss::hw
