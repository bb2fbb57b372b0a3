// SPDX-License-Identifier: Apache-2.0
// noc/mesh_router.h, noc/mesh_circuits.h, and the routes of noc/mesh_network.h.
#include "noc/mesh_router.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <random>
#include <set>
#include <stdexcept>

#include "noc/mesh_circuits.h"
#include "noc/mesh_network.h"

namespace eyeriss::noc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr MeshPort kNorth = MeshPort::kNorth;
constexpr MeshPort kSouth = MeshPort::kSouth;
constexpr MeshPort kWest = MeshPort::kWest;
constexpr MeshPort kEast = MeshPort::kEast;
constexpr MeshPort kLocal = MeshPort::kLocal;
constexpr MeshPort kAllPorts[] = {kNorth, kSouth, kWest, kEast, kLocal};

using Link = MeshCircuits::Link;

TEST(MeshRouter, UnconfiguredDrivesNothing) {
  const MeshRouter router;
  for (const MeshPort output : kAllPorts) EXPECT_EQ(router.driver(output), std::nullopt);
}

TEST(MeshRouter, AnyInputDrivesAnyOutputButItsOwnLink) {
  for (const MeshPort input : kAllPorts) {
    for (const MeshPort output : kAllPorts) {
      MeshRouter router;
      if (input == output && input != kLocal) {
        EXPECT_THROW(router.connect(input, output), std::invalid_argument);
        EXPECT_EQ(router.driver(output), std::nullopt);
      } else {
        router.connect(input, output);
        for (const MeshPort other : kAllPorts)
          EXPECT_EQ(router.driver(other), other == output ? std::optional(input) : std::nullopt);
      }
    }
  }
}

TEST(MeshRouter, AnInputMayDriveSeveralOutputs) {
  MeshRouter router;
  router.connect(kWest, kEast);
  router.connect(kWest, kSouth);
  router.connect(kWest, kLocal);
  EXPECT_EQ(router.driver(kEast), kWest);
  EXPECT_EQ(router.driver(kSouth), kWest);
  EXPECT_EQ(router.driver(kLocal), kWest);
}

TEST(MeshRouter, AnOutputHasOneDriver) {
  MeshRouter router;
  router.connect(kWest, kEast);
  router.connect(kWest, kEast);
  for (const MeshPort other : {kNorth, kSouth, kLocal})
    EXPECT_THROW(router.connect(other, kEast), std::invalid_argument);
  EXPECT_EQ(router.driver(kEast), kWest);
}

TEST(MeshRouter, OppositeSides) {
  EXPECT_EQ(opposite(kNorth), kSouth);
  EXPECT_EQ(opposite(kSouth), kNorth);
  EXPECT_EQ(opposite(kWest), kEast);
  EXPECT_EQ(opposite(kEast), kWest);
}

/// Drivers of a router's outputs, in the order of the ports.
std::vector<std::optional<MeshPort>> settings(const MeshCircuits& mesh, int cluster) {
  std::vector<std::optional<MeshPort>> drivers;
  for (const MeshPort output : kAllPorts) drivers.push_back(mesh.router(0, cluster).driver(output));
  return drivers;
}

TEST(MeshCircuits, BroadcastGoesAlongTheRowAndThenNorthAndSouth) {
  // Of 3 x 3 clusters, from the middle of the west side:
  //   0 1 2
  //   3 4 5
  //   6 7 8
  MeshCircuits mesh(3, 3, 1, true, true);
  mesh.configure(0, {.row = 0, .column = 0, .rows = 3, .columns = 3}, 1, 0);
  constexpr auto kNone = std::nullopt;
  EXPECT_THAT(settings(mesh, 3), ElementsAre(kLocal, kLocal, kNone, kLocal, kLocal));
  EXPECT_THAT(settings(mesh, 4), ElementsAre(kWest, kWest, kNone, kWest, kWest));
  EXPECT_THAT(settings(mesh, 5), ElementsAre(kWest, kWest, kNone, kNone, kWest));
  for (const int north : {0, 1, 2})
    EXPECT_THAT(settings(mesh, north), ElementsAre(kNone, kNone, kNone, kNone, kSouth));
  for (const int south : {6, 7, 8})
    EXPECT_THAT(settings(mesh, south), ElementsAre(kNone, kNone, kNone, kNone, kNorth));
}

TEST(MeshCircuits, UnicastTakesNoLinks) {
  MeshCircuits mesh(2, 2, 1, false, false);
  for (int cluster = 0; cluster < 4; ++cluster) {
    const int row = cluster / 2;
    const int column = cluster % 2;
    mesh.configure(0, {.row = row, .column = column, .rows = 1, .columns = 1}, row, column);
    EXPECT_THAT(mesh.path(0, cluster, cluster), IsEmpty());
  }
}

TEST(MeshCircuits, PathsFromTheSourceOn) {
  MeshCircuits mesh(3, 4, 1, true, true);
  mesh.configure(0, {.row = 0, .column = 0, .rows = 3, .columns = 4}, 1, 2);  // cluster 6
  EXPECT_THAT(mesh.path(0, 6, 6), IsEmpty());
  EXPECT_THAT(mesh.path(0, 6, 7), ElementsAre(Link{6, kEast}));
  EXPECT_THAT(mesh.path(0, 6, 2), ElementsAre(Link{6, kNorth}));
  EXPECT_THAT(mesh.path(0, 6, 0), ElementsAre(Link{6, kWest}, Link{5, kWest}, Link{4, kNorth}));
  EXPECT_THAT(mesh.path(0, 6, 9), ElementsAre(Link{6, kWest}, Link{5, kSouth}));
}

TEST(MeshCircuits, MissingLinks) {
  // As for weights: no vertical ones.
  MeshCircuits horizontal(2, 2, 1, true, false);
  EXPECT_THROW(horizontal.configure(0, {0, 0, 2, 1}, 0, 0), std::invalid_argument);
  EXPECT_THROW(horizontal.configure(0, {0, 0, 2, 2}, 1, 1), std::invalid_argument);
  horizontal.configure(0, {0, 0, 1, 2}, 0, 1);
  EXPECT_EQ(horizontal.path(0, 1, 0).size(), 1u);

  MeshCircuits vertical(2, 2, 1, false, true);
  EXPECT_THROW(vertical.configure(0, {0, 0, 1, 2}, 0, 0), std::invalid_argument);
  EXPECT_THROW(vertical.configure(0, {0, 0, 2, 2}, 1, 1), std::invalid_argument);
  vertical.configure(0, {0, 0, 2, 1}, 1, 0);
  EXPECT_EQ(vertical.path(0, 2, 0).size(), 1u);
}

TEST(MeshCircuits, OutsideTheGrid) {
  MeshCircuits mesh(2, 3, 2, true, true);
  const MeshCircuits::Region outside[] = {{-1, 0, 2, 1}, {0, -1, 1, 2}, {0, 0, 3, 1}, {0, 0, 1, 4},
                                          {1, 0, 2, 1},  {0, 2, 1, 2},  {0, 0, 0, 1}, {0, 0, 1, 0}};
  for (const auto& region : outside)
    EXPECT_THROW(mesh.configure(0, region, 0, 0), std::invalid_argument);
  EXPECT_THROW(mesh.configure(-1, {0, 0, 1, 1}, 0, 0), std::out_of_range);
  EXPECT_THROW(mesh.configure(2, {0, 0, 1, 1}, 0, 0), std::out_of_range);
  EXPECT_THROW(mesh.path(2, 0, 0), std::out_of_range);
  EXPECT_THROW(mesh.path(0, 0, 6), std::out_of_range);
}

TEST(MeshCircuits, TheSourceIsInItsRegion) {
  MeshCircuits mesh(4, 4, 1, true, true);
  for (const auto& [row, column] : {std::pair(0, 1), {3, 1}, {1, 0}, {1, 3}})
    EXPECT_THROW(mesh.configure(0, {1, 1, 2, 2}, row, column), std::invalid_argument);
}

TEST(MeshCircuits, TwoCircuitsDoNotMeet) {
  const MeshCircuits::Region west_half = {.row = 0, .column = 0, .rows = 2, .columns = 2};
  const MeshCircuits::Region overlapping = {.row = 0, .column = 1, .rows = 1, .columns = 2};
  MeshCircuits mesh(2, 3, 2, true, true);
  mesh.configure(0, west_half, 0, 0);
  EXPECT_THROW(mesh.configure(0, overlapping, 0, 1), std::invalid_argument) << "both in cluster 1";
  EXPECT_THROW(mesh.configure(0, overlapping, 0, 2), std::invalid_argument) << "the same";
  EXPECT_THROW(mesh.path(0, 1, 2), std::invalid_argument) << "nothing was set";
  EXPECT_THROW(mesh.path(0, 2, 2), std::invalid_argument) << "nothing was set";
  EXPECT_EQ(mesh.path(0, 0, 1).size(), 1u) << "the first one stands";

  mesh.configure(0, {.row = 0, .column = 2, .rows = 2, .columns = 1}, 1, 2);
  EXPECT_EQ(mesh.path(0, 5, 2).size(), 1u) << "beside it there is room";
  mesh.configure(1, overlapping, 0, 1);
  EXPECT_EQ(mesh.path(1, 1, 2).size(), 1u) << "and on another plane";
}

TEST(MeshCircuits, ACircuitMayBeSetAgainAndExtended) {
  MeshCircuits mesh(2, 3, 1, true, true);
  mesh.configure(0, {0, 0, 1, 2}, 0, 0);
  mesh.configure(0, {0, 0, 1, 2}, 0, 0);
  mesh.configure(0, {0, 0, 2, 3}, 0, 0);
  EXPECT_THAT(mesh.path(0, 0, 5), ElementsAre(Link{0, kEast}, Link{1, kEast}, Link{2, kSouth}));
}

TEST(MeshCircuits, OnlyTheRegionOfASourceIsReached) {
  MeshCircuits mesh(2, 3, 2, true, true);
  mesh.configure(0, {0, 0, 1, 2}, 0, 0);
  mesh.configure(0, {1, 0, 1, 3}, 1, 1);
  EXPECT_EQ(mesh.path(0, 0, 1).size(), 1u);
  EXPECT_THROW(mesh.path(0, 0, 2), std::invalid_argument) << "no circuit there";
  EXPECT_THROW(mesh.path(0, 0, 4), std::invalid_argument) << "that of another source";
  EXPECT_THROW(mesh.path(0, 1, 1), std::invalid_argument) << "nothing starts there";
  EXPECT_THROW(mesh.path(1, 0, 0), std::invalid_argument) << "the other plane is not set";
}

TEST(MeshCircuits, RandomRegionsBesideEachOther) {
  std::mt19937 random(2);
  const auto pick = [&](int first, int last) {
    return std::uniform_int_distribution(first, last)(random);
  };
  for (int trial = 0; trial < 200; ++trial) {
    const int rows = pick(1, 9);
    const int columns = pick(1, 9);
    const int height = pick(1, rows);
    const int width = pick(1, columns);
    MeshCircuits mesh(rows, columns, 1, true, true);
    for (int row = 0; row < rows; row += height) {
      for (int column = 0; column < columns; column += width) {
        const MeshCircuits::Region region = {row, column, std::min(height, rows - row),
                                             std::min(width, columns - column)};
        const int source_row = pick(row, row + region.rows - 1);
        const int source_column = pick(column, column + region.columns - 1);
        mesh.configure(0, region, source_row, source_column);
        const int source = source_row * columns + source_column;
        std::set<Link> tree;
        for (int r = row; r < row + region.rows; ++r) {
          for (int c = column; c < column + region.columns; ++c) {
            const auto path = mesh.path(0, source, r * columns + c);
            EXPECT_EQ(path.size(), std::abs(r - source_row) + std::abs(c - source_column));
            tree.insert(path.begin(), path.end());
          }
        }
        // A tree has a link to each cluster but the first.
        EXPECT_EQ(tree.size(), region.rows * region.columns - 1);
      }
    }
  }
}

/// 2 x 3 clusters, of which all are reached from cluster 1, the middle one in the north:
///   0 1 2
///   3 4 5
class MeshRoutes : public ::testing::Test {
 protected:
  MeshRoutes() { network_.configure(0, {.row = 0, .column = 0, .rows = 2, .columns = 3}, 0, 1); }

  MeshNetwork<int> network_{2, 3, 1, true, true};
  Channel<int> a_{1};
  Channel<int> b_{1};
  Channel<int> c_{1};
};

TEST_F(MeshRoutes, HaveTheHopsToEachDestination) {
  const auto route = network_.route(0, 1, {{1, &a_}, {5, &b_}, {4, &c_}});
  ASSERT_EQ(route.branches.size(), 3u);
  EXPECT_EQ(route.branches[0].channel, &a_);
  EXPECT_EQ(route.branches[0].hops, 0);
  EXPECT_EQ(route.branches[1].channel, &b_);
  EXPECT_EQ(route.branches[1].hops, 2);
  EXPECT_EQ(route.branches[2].channel, &c_);
  EXPECT_EQ(route.branches[2].hops, 1);
}

TEST_F(MeshRoutes, CountSharedLinksOnce) {
  EXPECT_EQ(network_.route(0, 1, {{1, &a_}}).links, 0u);
  EXPECT_EQ(network_.route(0, 1, {{3, &a_}}).links, 2u);
  EXPECT_EQ(network_.route(0, 1, {{3, &a_}, {0, &b_}}).links, 2u) << "0 lies on the way to 3";
  EXPECT_EQ(network_.route(0, 1, {{3, &a_}, {3, &b_}}).links, 2u) << "two PEs of a cluster";
  EXPECT_EQ(network_.route(0, 1, {{3, &a_}, {5, &b_}}).links, 4u);
  EXPECT_EQ(network_.route(0, 1, {{3, &a_}, {5, &b_}, {4, &c_}}).links, 5u);
}

TEST_F(MeshRoutes, MayBeEmpty) {
  EXPECT_TRUE(MeshNetwork<int>::Route().empty());
  EXPECT_TRUE(network_.route(0, 1, {}).empty());
  EXPECT_FALSE(network_.route(0, 1, {{1, &a_}}).empty());
}

TEST_F(MeshRoutes, EveryDestinationIsReached) {
  EXPECT_THROW(network_.route(0, 0, {{0, &a_}}), std::invalid_argument) << "not from cluster 0";
  MeshNetwork<int> part(2, 3, 1, true, true);
  part.configure(0, {.row = 0, .column = 0, .rows = 1, .columns = 2}, 0, 1);
  EXPECT_THROW(part.route(0, 1, {{0, &a_}, {2, &b_}}), std::invalid_argument);
}

}  // namespace
}  // namespace eyeriss::noc
