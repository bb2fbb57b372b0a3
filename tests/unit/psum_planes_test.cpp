// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_planes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "hw/glb/psum_walk.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

/// A pass whose columns of PEs stand for each group, chunk of p filters and ofmap row.
struct TestPass {
  TestPass(Range images, Range groups, Range filters, Range rows, Range columns, int p) {
    job.pass.images = images;
    job.pass.groups = groups;
    job.pass.filters = filters;
    job.pass.ofmap_rows = rows;
    job.pass.ofmap_columns = columns;
    for (int group = 0; group < groups.count; ++group)
      for (int first = 0; first < filters.count; first += p)
        for (int row = 0; row < rows.count; ++row) {
          PassConfiguration::PsumColumn column{};
          column.group = group;
          column.first_filter = first;
          column.filters = std::min(p, filters.count - first);
          column.ofmap_row = row;
          configuration.psum_columns.push_back(column);
        }
    job.configuration = &configuration;
    job.psum_base = 100;
  }
  PassConfiguration configuration{};
  PassJob job{};
};

TEST(PsumPlanes, AStreamOfEachPlaneInRasterOrder) {
  // 2 filters, 2 rows, 3 windows, 4 psums a word: the words of a window are those of its rows.
  const LayerShape shape = test::square_layer(1, 1, 5, 2, 1, 1, 0, 1);
  const TestPass pass({0, 1}, {0, 1}, {0, 2}, {1, 2}, {2, 3}, 2);
  const PsumPlanes planes(pass.job, shape, 4);
  EXPECT_EQ(planes.streams(), 2);
  EXPECT_EQ(planes.values(), 6);
  std::vector<std::int64_t> addresses;
  std::vector<std::int64_t> indices;
  for (int value = 0; value < 6; ++value) {
    addresses.push_back(planes.place(planes.plane(1), value).address);
    EXPECT_EQ(planes.place(planes.plane(1), value).lane, 1) << "the second filter";
    indices.push_back(planes.ofmap_index(planes.plane(1), value));
  }
  EXPECT_THAT(addresses, ::testing::ElementsAre(100, 102, 104, 101, 103, 105));
  EXPECT_THAT(indices, ::testing::ElementsAre(25 + 7, 25 + 8, 25 + 9, 25 + 12, 25 + 13, 25 + 14));
}

TEST(PsumPlanes, PlanesOfOneValueLieSideBySide) {
  const LayerShape shape = test::square_layer(2, 1, 1, 10, 1, 1, 0, 2);  // 5 filters a group
  const TestPass pass({0, 2}, {0, 2}, {1, 3}, {0, 1}, {0, 1}, 2);        // in chunks of 2 and 1
  const PsumPlanes planes(pass.job, shape, 4);
  EXPECT_EQ(planes.streams(), 4) << "images times groups";
  EXPECT_EQ(planes.values(), 3) << "filters";
  // Words of a window: group 0 filters 0 and 1, filter 2; group 1 the same.
  EXPECT_EQ(planes.place(planes.plane(3), 0).address, 100 + 4 + 2);
  EXPECT_EQ(planes.place(planes.plane(3), 1).address, 100 + 4 + 2);
  EXPECT_EQ(planes.place(planes.plane(3), 1).lane, 1);
  EXPECT_EQ(planes.place(planes.plane(3), 2).address, 100 + 4 + 3);
  EXPECT_EQ(planes.ofmap_index(planes.plane(3), 0), 10 + 5 + 1) << "image 1, group 1, its filter 1";
}

/// Image, group, filter, row and window, of the pass.
using Psum = std::tuple<int, int, int, int, int>;
using Places = std::map<Psum, std::pair<std::int64_t, int>>;

/// Where each psum lies, as the way to and from the array says.
Places walked(const PassJob& job, int psums_per_word) {
  Places places;
  for (PsumWalk walk(job, psums_per_word); !walk.at_end(); walk.advance()) {
    const PassConfiguration::PsumColumn& column = walk.column();
    for (int lane = 0; lane < walk.count(); ++lane) {
      const int filter = column.first_filter + walk.filter() + lane;
      places[{walk.image(), column.group, filter, column.ofmap_row, walk.window()}] = {
          walk.address(), lane};
    }
  }
  return places;
}

TEST(PsumPlanes, EachPsumOnceAndWhereItLies) {
  std::mt19937 random(9);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 300; ++trial) {
    SCOPED_TRACE(trial);
    const bool points = trial % 3 == 0;
    const int groups = pick(1, 3);
    LayerShape shape = test::square_layer(pick(1, 3), groups, points ? 1 : pick(2, 6),
                                          groups * pick(1, 9), 1, 1, 0, groups);
    if (!points) shape.W = pick(2, 6);
    const auto range = [&](int extent) {
      const int first = pick(0, extent - 1);
      return Range{first, pick(1, extent - first)};
    };
    const TestPass test(range(shape.N), range(groups), range(shape.filters_per_group()),
                        range(shape.E()), range(shape.F()), pick(1, 9));
    const Pass& pass = test.job.pass;
    const int per_word = 1 << pick(0, 2);
    const Places expected = walked(test.job, per_word);
    const PsumPlanes planes(test.job, shape, per_word);
    ASSERT_EQ(
        static_cast<std::size_t>(planes.streams()) * static_cast<std::size_t>(planes.values()),
        expected.size());
    std::set<Psum> seen;
    std::int64_t last_index = -1;
    for (int stream = 0; stream < planes.streams(); ++stream)
      for (int value = 0; value < planes.values(); ++value) {
        const std::int64_t index = planes.ofmap_index(planes.plane(stream), value);
        ASSERT_GT(index, last_index) << "planes in order, each in raster order";
        last_index = index;
        const auto at = [&](std::int64_t divisor, int extent) {
          return static_cast<int>(index / divisor % extent);
        };
        const int plane = shape.E() * shape.F();
        const int filter = at(plane, shape.M);
        const Psum psum{at(std::int64_t{plane} * shape.M, shape.N) - pass.images.first,
                        filter / shape.filters_per_group() - pass.groups.first,
                        filter % shape.filters_per_group() - pass.filters.first,
                        at(shape.F(), shape.E()) - pass.ofmap_rows.first,
                        at(1, shape.F()) - pass.ofmap_columns.first};
        ASSERT_TRUE(seen.insert(psum).second);
        const auto found = expected.find(psum);
        ASSERT_NE(found, expected.end());
        const PsumPlanes::Place place = planes.place(planes.plane(stream), value);
        ASSERT_EQ(found->second, std::pair(place.address, place.lane));
      }
    ASSERT_EQ(seen.size(), expected.size());
  }
}

}  // namespace
}  // namespace eyeriss::hw
