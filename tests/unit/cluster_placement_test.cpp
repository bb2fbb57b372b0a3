// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_placement.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>

#include "hw/mapping/placement.h"
#include "tests/support/cluster_machines.h"

namespace eyeriss::hw {
namespace {

using test::eyeriss_v1_192;
using test::eyeriss_v2;

LayerShape kernel(int height) {
  LayerShape shape{};
  shape.R = height;
  return shape;
}

Mapping sets(int g, int t, int e, int r) {
  return {.m = 1, .n = 1, .e = e, .f = 1, .g = g, .p = 1, .q = 1, .r = r, .t = t};
}

/// Where a PE stands: cluster, row and column in it.
using Place = std::tuple<int, int, int>;

Place place(const ClusterPlacement& placement, const Mapping& mapping, int length, int set, int row,
            int position) {
  const auto index = static_cast<std::size_t>((set * mapping.e + row) * length + position);
  const ClusterSite& site = placement.sites().at(index);
  EXPECT_EQ(site.group * mapping.t + site.filter_set, set);
  EXPECT_EQ(site.ofmap_row, row);
  EXPECT_EQ(site.position, position);
  return {site.cluster, site.pe_row, site.pe_column};
}

/// Where sets of so many chains of one height find room: capacity, and rows of cells.
TEST(ClusterPlacement, CellsOfTheMesh) {
  const auto capacity = [](int length, int e) {
    return ClusterPlacement::cells(eyeriss_v2(), length, e).capacity;
  };
  // 8 rows of 2 cells of 4 chains.
  EXPECT_EQ(capacity(3, 1), 64);
  EXPECT_EQ(capacity(3, 2), 32);
  EXPECT_EQ(capacity(3, 3), 16);  // a column of each cell stays idle
  EXPECT_EQ(capacity(3, 4), 16);
  EXPECT_EQ(capacity(3, 5), 8);
  EXPECT_EQ(capacity(3, 8), 8);
  EXPECT_EQ(capacity(3, 9), 4);   // two rows of cells
  EXPECT_EQ(capacity(3, 17), 2);  // three of eight
  EXPECT_EQ(capacity(3, 64), 1);
  EXPECT_EQ(capacity(3, 65), 0);
  // Chains of 11 take 4 clusters, of 5 two, of 25 more than there are.
  EXPECT_EQ(capacity(11, 4), 4);
  EXPECT_EQ(capacity(5, 4), 8);
  EXPECT_EQ(capacity(1, 4), 16);
  EXPECT_EQ(capacity(24, 8), 1);
  EXPECT_EQ(capacity(25, 1), 0);
}

TEST(ClusterPlacement, CellsOfAFlatArray) {
  const auto capacity = [](int length, int e) {
    return ClusterPlacement::cells(eyeriss_v1_192(), length, e).capacity;
  };
  EXPECT_EQ(capacity(3, 16), 4);  // four chains of 3 in a column of 12
  EXPECT_EQ(capacity(5, 7), 4);   // two above two
  EXPECT_EQ(capacity(5, 27), 1);  // one above the other
  EXPECT_EQ(capacity(12, 1), 16);
  EXPECT_EQ(capacity(13, 1), 0);
}

TEST(ClusterPlacement, SetsAsWideAsACellFollowOneAnotherAlongTheGrid) {
  const Mapping mapping = sets(2, 2, 4, 1);
  const ClusterPlacement placement(eyeriss_v2(), kernel(3), mapping);
  EXPECT_EQ(placement.clusters_per_set_row(), 1);
  EXPECT_EQ(place(placement, mapping, 3, 0, 0, 0), Place(0, 2, 0));
  EXPECT_EQ(place(placement, mapping, 3, 0, 3, 2), Place(0, 0, 3));
  EXPECT_EQ(place(placement, mapping, 3, 1, 0, 0), Place(1, 2, 0));
  EXPECT_EQ(place(placement, mapping, 3, 3, 2, 1), Place(3, 1, 2));
}

TEST(ClusterPlacement, NarrowSetsShareACell) {
  const Mapping mapping = sets(1, 6, 1, 3);
  const ClusterPlacement placement(eyeriss_v2(), kernel(1), mapping);
  EXPECT_EQ(place(placement, mapping, 3, 3, 0, 0), Place(0, 2, 3));
  EXPECT_EQ(place(placement, mapping, 3, 5, 0, 2), Place(1, 0, 1));
}

TEST(ClusterPlacement, ASetMayTakeNeighbouringClusters) {
  const Mapping mapping = sets(1, 2, 7, 1);
  const ClusterPlacement placement(eyeriss_v2(), kernel(3), mapping);
  EXPECT_EQ(placement.clusters_per_set_row(), 2);
  EXPECT_EQ(place(placement, mapping, 3, 0, 6, 0), Place(1, 2, 2));
  EXPECT_EQ(place(placement, mapping, 3, 1, 0, 0), Place(2, 2, 0));
}

TEST(ClusterPlacement, ASetMayTakeSeveralRows) {
  const Mapping mapping = sets(1, 2, 13, 1);
  const ClusterPlacement placement(eyeriss_v2(), kernel(3), mapping);
  EXPECT_EQ(placement.clusters_per_set_row(), 2);
  EXPECT_EQ(place(placement, mapping, 3, 0, 7, 0), Place(1, 2, 3));
  EXPECT_EQ(place(placement, mapping, 3, 0, 8, 0), Place(2, 2, 0));
  EXPECT_EQ(place(placement, mapping, 3, 1, 12, 0), Place(7, 2, 0));
}

TEST(ClusterPlacement, ChainsGoOnInTheClusterToTheSouth) {
  const Mapping mapping = sets(1, 2, 8, 1);
  const ClusterPlacement placement(eyeriss_v2(), kernel(11), mapping);
  EXPECT_EQ(placement.cells().clusters_per_chain, 4);
  EXPECT_EQ(place(placement, mapping, 11, 0, 5, 2), Place(1, 0, 1));
  EXPECT_EQ(place(placement, mapping, 11, 0, 5, 3), Place(3, 2, 1));
  EXPECT_EQ(place(placement, mapping, 11, 0, 5, 10), Place(7, 1, 1));
  EXPECT_EQ(place(placement, mapping, 11, 1, 0, 0), Place(8, 2, 0));
}

TEST(ClusterPlacement, ChainsSumChannelSetsFromTheLowestFilterRowUp) {
  const Mapping mapping = sets(1, 1, 1, 2);
  const ClusterPlacement placement(eyeriss_v2(), kernel(5), mapping);
  const auto& sites = placement.sites();
  ASSERT_EQ(sites.size(), 10U);
  EXPECT_EQ(std::pair(sites[0].channel_set, sites[0].filter_row), std::pair(0, 4));
  EXPECT_EQ(std::pair(sites[4].channel_set, sites[4].filter_row), std::pair(0, 0));
  EXPECT_EQ(std::pair(sites[5].channel_set, sites[5].filter_row), std::pair(1, 4));
  EXPECT_EQ(std::pair(sites[9].channel_set, sites[9].filter_row), std::pair(1, 0));
  EXPECT_EQ(sites[5].cluster, 2);
  EXPECT_EQ(sites[5].pe_row, 0);
}

TEST(ClusterPlacement, ChainsOfAFlatArrayStandOneAboveTheOther) {
  const Mapping mapping = sets(1, 4, 7, 1);
  const ClusterPlacement placement(eyeriss_v1_192(), kernel(5), mapping);
  EXPECT_EQ(place(placement, mapping, 5, 0, 0, 0), Place(0, 4, 0));
  EXPECT_EQ(place(placement, mapping, 5, 1, 6, 4), Place(0, 0, 13));
  EXPECT_EQ(place(placement, mapping, 5, 2, 0, 0), Place(0, 9, 0));
  EXPECT_EQ(place(placement, mapping, 5, 3, 3, 4), Place(0, 5, 10));
}

TEST(ClusterPlacement, AWideSetOfAFlatArrayIsCut) {
  const Mapping mapping = sets(1, 1, 27, 1);
  const ClusterPlacement placement(eyeriss_v1_192(), kernel(5), mapping);
  EXPECT_EQ(place(placement, mapping, 5, 0, 15, 0), Place(0, 4, 15));
  EXPECT_EQ(place(placement, mapping, 5, 0, 16, 0), Place(0, 9, 0));
}

/// Every chain is a line of neighbours, and no PE is used twice.
TEST(ClusterPlacement, ChainsAreUnbrokenAndApart) {
  for (const ClusterArchitecture& machine : {eyeriss_v2(), eyeriss_v1_192()}) {
    for (const int height : {1, 2, 3, 5, 7, 11}) {
      for (const int e : {1, 2, 3, 4, 5, 8, 13, 16, 27}) {
        const auto capacity = ClusterPlacement::cells(machine, height, e).capacity;
        if (capacity == 0) continue;
        const Mapping mapping = sets(1, static_cast<int>(capacity), e, 1);
        const ClusterPlacement placement(machine, kernel(height), mapping);
        const auto& sites = placement.sites();
        ASSERT_EQ(static_cast<std::int64_t>(sites.size()), capacity * e * height);
        std::set<Place> taken;
        for (std::size_t i = 0; i < sites.size(); ++i) {
          const ClusterSite& site = sites[i];
          EXPECT_TRUE(site.cluster >= 0 && site.cluster < machine.clusters());
          EXPECT_TRUE(site.pe_row >= 0 && site.pe_row < machine.cluster.pe_rows);
          EXPECT_TRUE(site.pe_column >= 0 && site.pe_column < machine.cluster.pe_columns);
          EXPECT_TRUE(taken.insert({site.cluster, site.pe_row, site.pe_column}).second);
          if (site.position == 0) continue;
          const ClusterSite& below = sites[i - 1];
          EXPECT_EQ(site.pe_column, below.pe_column);
          if (below.pe_row > 0) {
            EXPECT_EQ(site.cluster, below.cluster);
            EXPECT_EQ(site.pe_row, below.pe_row - 1);
          } else {
            EXPECT_EQ(site.cluster, below.cluster + machine.grid.columns);
            EXPECT_EQ(site.pe_row, machine.cluster.pe_rows - 1);
          }
        }
      }
    }
  }
}

std::string error(const ClusterArchitecture& machine, int height, const Mapping& mapping) {
  try {
    const ClusterPlacement placement(machine, kernel(height), mapping);
    return "fits";
  } catch (const PlacementError& error) {
    return error.key() + ": " + error.what();
  }
}

TEST(ClusterPlacement, NamesTheKeyThatTakesTooMuch) {
  EXPECT_EQ(error(eyeriss_v2(), 3, sets(1, 16, 4, 1)), "fits");
  EXPECT_EQ(error(eyeriss_v2(), 3, sets(1, 17, 4, 1)),
            "t: g*t = 17 sets of 4 chains of 3 PEs do not find room (at most 16)");
  EXPECT_EQ(error(eyeriss_v2(), 3, sets(17, 1, 4, 1)),
            "g: g*t = 17 sets of 4 chains of 3 PEs do not find room (at most 16)");
  EXPECT_EQ(error(eyeriss_v2(), 3, sets(1, 1, 65, 1)),
            "e: g*t = 1 sets of 65 chains of 3 PEs do not find room (at most 0)");
  EXPECT_EQ(error(eyeriss_v2(), 3, sets(1, 1, 1, 9)),
            "r: chains of R*r = 27 PEs are longer than a column of clusters is high (at most 24)");
  EXPECT_EQ(error(eyeriss_v1_192(), 13, sets(1, 1, 1, 1)),
            "kernel_shape: chains of R*r = 13 PEs are longer than a cluster is high (at most 12)");
}

}  // namespace
}  // namespace eyeriss::hw
