// SPDX-License-Identifier: Apache-2.0
#include "noc/mesh_circuits.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace eyeriss::noc {

namespace {

bool is_vertical(MeshPort port) { return port == MeshPort::kNorth || port == MeshPort::kSouth; }

/// The input port by which words enter a router that lies `south` rows south and `east` columns
/// east of the source, when they go along the source's row first.
MeshPort entry(int south, int east) {
  if (south != 0) return south > 0 ? MeshPort::kNorth : MeshPort::kSouth;
  if (east != 0) return east > 0 ? MeshPort::kWest : MeshPort::kEast;
  return MeshPort::kLocal;
}

bool contains(int first, int count, int position) {
  return position >= first && position < first + count;
}

}  // namespace

MeshCircuits::MeshCircuits(int rows, int columns, int planes, bool has_horizontal_links,
                           bool has_vertical_links)
    : rows_(rows),
      columns_(columns),
      has_horizontal_links_(has_horizontal_links),
      has_vertical_links_(has_vertical_links),
      planes_(static_cast<std::size_t>(planes), Plane(static_cast<std::size_t>(rows * columns))) {}

void MeshCircuits::configure(int plane, const Region& region, int source_row, int source_column) {
  require_in_grid(region);
  if (!contains(region.row, region.rows, source_row) ||
      !contains(region.column, region.columns, source_column))
    throw std::invalid_argument("the source lies outside its region of clusters");

  Plane routers = planes_.at(static_cast<std::size_t>(plane));
  const auto entry_of = [&](int cluster) {
    return entry(cluster / columns_ - source_row, cluster % columns_ - source_column);
  };
  for (int row = region.row; row < region.row + region.rows; ++row) {
    for (int column = region.column; column < region.column + region.columns; ++column) {
      const int cluster = row * columns_ + column;
      const MeshPort input = entry_of(cluster);
      routers[static_cast<std::size_t>(cluster)].connect(input, MeshPort::kLocal);
      if (input == MeshPort::kLocal) continue;
      require_link(input);
      const int before = neighbour(cluster, input);
      routers[static_cast<std::size_t>(before)].connect(entry_of(before), opposite(input));
    }
  }
  planes_[static_cast<std::size_t>(plane)] = std::move(routers);
}

const MeshRouter& MeshCircuits::router(int plane, int cluster) const {
  return planes_.at(static_cast<std::size_t>(plane)).at(static_cast<std::size_t>(cluster));
}

std::vector<MeshCircuits::Link> MeshCircuits::path(int plane, int source_cluster,
                                                   int cluster) const {
  // Backwards, as only so there is one way to go.
  std::vector<Link> links;
  int at = cluster;
  std::optional<MeshPort> input = router(plane, at).driver(MeshPort::kLocal);
  while (input && *input != MeshPort::kLocal) {
    at = neighbour(at, *input);
    links.push_back({at, opposite(*input)});
    input = router(plane, at).driver(opposite(*input));
  }
  if (!input || at != source_cluster)
    throw std::invalid_argument("the words of a source do not reach a cluster");
  std::reverse(links.begin(), links.end());
  return links;
}

void MeshCircuits::require_in_grid(const Region& region) const {
  const bool is_in_grid = region.rows > 0 && region.columns > 0 && region.row >= 0 &&
                          region.column >= 0 && region.row + region.rows <= rows_ &&
                          region.column + region.columns <= columns_;
  if (!is_in_grid) throw std::invalid_argument("a region lies outside the grid of clusters");
}

void MeshCircuits::require_link(MeshPort port) const {
  if (!(is_vertical(port) ? has_vertical_links_ : has_horizontal_links_))
    throw std::invalid_argument("a circuit needs a link that the mesh does not have");
}

/// @pre there is one on that side
int MeshCircuits::neighbour(int cluster, MeshPort side) const {
  const int step = is_vertical(side) ? columns_ : 1;
  return side == MeshPort::kNorth || side == MeshPort::kWest ? cluster - step : cluster + step;
}

}  // namespace eyeriss::noc
