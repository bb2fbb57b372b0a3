// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/pass_sequence.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <tuple>

#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

std::vector<Pass> sequence(const LayerShape& shape, const Mapping& mapping) {
  PassSequence passes(shape, mapping);
  std::vector<Pass> all;
  while (const auto pass = passes.next()) all.push_back(*pass);
  EXPECT_FALSE(passes.next()) << "after the last there is none";
  return all;
}

/// [0, extent) cut into ranges of `step`, the last possibly shorter.
std::vector<Range> ranges(int extent, int step) {
  std::vector<Range> cut;
  for (int first = 0; first < extent; first += step)
    cut.push_back({first, std::min(step, extent - first)});
  return cut;
}

/// The documented order as nested loops.
std::vector<Pass> nested_loops(const LayerShape& shape, const Mapping& mapping) {
  std::vector<Pass> all;
  for (const Range& groups : ranges(shape.groups, mapping.g))
    for (const Range& tile : ranges(shape.filters_per_group(), mapping.m))
      for (const Range& images : ranges(shape.N, mapping.n))
        for (const Range& rows : ranges(shape.E(), mapping.e))
          for (const Range& columns : ranges(shape.F(), mapping.f))
            for (const Range& channels : ranges(shape.channels_per_group(), mapping.q * mapping.r))
              for (const Range& filters : ranges(tile.count, mapping.p * mapping.t)) {
                Pass pass{};
                pass.groups = groups;
                pass.images = images;
                pass.ofmap_rows = rows;
                pass.ofmap_columns = columns;
                pass.tile_filters = tile;
                pass.filters = {tile.first + filters.first, filters.count};
                pass.channels = channels;
                all.push_back(pass);
              }
  return all;
}

void expect_documented_order(const LayerShape& shape, const Mapping& mapping) {
  const std::vector<Pass> passes = sequence(shape, mapping);
  const std::vector<Pass> expected = nested_loops(shape, mapping);
  ASSERT_EQ(passes.size(), expected.size());
  EXPECT_EQ(PassSequence(shape, mapping).passes(), static_cast<std::int64_t>(expected.size()));

  // Passes with the same weights share a block; blocks are numbered in the order of first use.
  std::map<std::tuple<int, int, int>, std::int64_t> blocks;
  // The same of ifmaps, by groups, images, rows, columns and channels.
  std::map<std::tuple<int, int, int, int, int>, std::int64_t> ifmap_blocks;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    SCOPED_TRACE(i);
    const Pass& pass = passes[i];
    const Pass& wanted = expected[i];
    ASSERT_EQ(pass.groups, wanted.groups);
    ASSERT_EQ(pass.images, wanted.images);
    ASSERT_EQ(pass.ofmap_rows, wanted.ofmap_rows);
    ASSERT_EQ(pass.ofmap_columns, wanted.ofmap_columns);
    ASSERT_EQ(pass.tile_filters, wanted.tile_filters);
    ASSERT_EQ(pass.filters, wanted.filters);
    ASSERT_EQ(pass.channels, wanted.channels);

    const auto number = static_cast<std::int64_t>(blocks.size());
    const auto block =
        blocks.try_emplace({pass.groups.first, pass.filters.first, pass.channels.first}, number);
    ASSERT_EQ(pass.filter_block, block.first->second);

    const auto ifmap_number = static_cast<std::int64_t>(ifmap_blocks.size());
    const auto ifmap_block =
        ifmap_blocks.try_emplace({pass.groups.first, pass.images.first, pass.ofmap_rows.first,
                                  pass.ofmap_columns.first, pass.channels.first},
                                 ifmap_number);
    ASSERT_EQ(pass.ifmap_block, ifmap_block.first->second);

    const bool first = pass.channels.first == 0;
    const bool last = pass.channels.first + pass.channels.count == shape.channels_per_group();
    const bool last_filters = pass.filters.first + pass.filters.count ==
                              pass.tile_filters.first + pass.tile_filters.count;
    ASSERT_EQ(pass.first_channels, first);
    ASSERT_EQ(pass.last_channels, last);
    ASSERT_EQ(pass.last_of_tile, last && last_filters);

    const bool same_ifmaps = i > 0 && passes[i - 1].groups == pass.groups &&
                             passes[i - 1].images == pass.images &&
                             passes[i - 1].ofmap_rows == pass.ofmap_rows &&
                             passes[i - 1].ofmap_columns == pass.ofmap_columns &&
                             passes[i - 1].channels == pass.channels;
    ASSERT_EQ(pass.new_ifmaps, !same_ifmaps);
  }
}

TEST(PassSequence, OnePass) {
  const auto passes =
      sequence(test::square_layer(1, 1, 1, 1, 1, 1, 0, 1), {1, 1, 1, 1, 1, 1, 1, 1, 1});
  ASSERT_EQ(passes.size(), 1u);
  EXPECT_TRUE(passes[0].new_ifmaps);
  EXPECT_TRUE(passes[0].first_channels);
  EXPECT_TRUE(passes[0].last_channels);
  EXPECT_TRUE(passes[0].last_of_tile);
  EXPECT_EQ(passes[0].filter_block, 0);
  EXPECT_EQ(passes[0].ifmap_block, 0);
}

TEST(PassSequence, TheFirstPassesOfAlexNetConv3) {
  // m 64, p*t 32: two passes of 32 filters on each of 43 steps of 6 channels (the last 4).
  const auto conv3 = test::published_mapping("conv3-measured");
  const auto passes = sequence(conv3.shape, conv3.mapping);
  EXPECT_EQ(passes.size(), 6u * 43u * 2u) << "6 filter tiles";
  EXPECT_EQ(passes[0].filters, (Range{0, 32}));
  EXPECT_EQ(passes[1].filters, (Range{32, 32}));
  EXPECT_FALSE(passes[1].new_ifmaps);
  EXPECT_EQ(passes[2].channels, (Range{6, 6}));
  EXPECT_TRUE(passes[2].new_ifmaps);
  EXPECT_EQ(passes[84].channels, (Range{252, 4}));
  EXPECT_FALSE(passes[84].last_of_tile);
  EXPECT_TRUE(passes[85].last_of_tile);
  EXPECT_EQ(passes[86].tile_filters, (Range{64, 64}));
}

TEST(PassSequence, Published) {
  for (const auto& published : test::published_mappings()) {
    SCOPED_TRACE(published.layer);
    expect_documented_order(published.shape, published.mapping);
  }
}

TEST(PassSequence, NothingDividesEvenly) {
  LayerShape shape = test::square_layer(3, 10, 9, 14, 3, 1, 0, 2);  // 5 channels, 7 filters, 7 x 7
  expect_documented_order(shape,
                          {.m = 4, .n = 2, .e = 3, .f = 2, .g = 1, .p = 2, .q = 2, .r = 1, .t = 1});
  expect_documented_order(shape,
                          {.m = 7, .n = 3, .e = 7, .f = 7, .g = 2, .p = 2, .q = 1, .r = 2, .t = 2});
  expect_documented_order(shape,
                          {.m = 6, .n = 1, .e = 5, .f = 4, .g = 2, .p = 3, .q = 5, .r = 1, .t = 1});
}

TEST(PassSequence, RandomLayers) {
  std::mt19937 random(11);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 200; ++trial) {
    const int groups = pick(1, 3);
    const LayerShape shape = test::square_layer(pick(1, 4), groups * pick(1, 7), pick(3, 8),
                                                groups * pick(1, 9), 3, 1, pick(0, 1), groups);
    Mapping mapping{.m = 0,
                    .n = pick(1, shape.N),
                    .e = pick(1, shape.E()),
                    .f = pick(1, shape.F()),
                    .g = pick(1, groups),
                    .p = pick(1, 3),
                    .q = pick(1, 2),
                    .r = pick(1, 2),
                    .t = pick(1, 2)};
    mapping.m = std::min(mapping.p * mapping.t * pick(1, 3), shape.filters_per_group());
    expect_documented_order(shape, mapping);
  }
}

}  // namespace
}  // namespace eyeriss::hw
