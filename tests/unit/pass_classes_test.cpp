// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_classes.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "hw/mapping/pass_sequence.h"
#include "sim/mapper/tile_order.h"

namespace eyeriss::sim {
namespace {

struct Case {
  hw::LayerShape shape{};
  hw::Mapping mapping{};
};

/// Extents of any size; whether a machine could run it does not matter here.
Case random_case(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  Case result;
  hw::LayerShape& s = result.shape;
  s.groups = pick(1, 5);
  s.N = pick(1, 7);
  s.C = s.groups * pick(1, 20);
  s.M = s.groups * pick(1, 20);
  s.R = s.S = 1;
  s.stride_h = s.stride_w = 1;
  s.H = pick(1, 9);
  s.W = pick(1, 9);
  hw::Mapping& m = result.mapping;
  m = {.m = 0,
       .n = pick(1, s.N),
       .e = pick(1, s.H),
       .f = pick(1, s.W),
       .g = pick(1, s.groups),
       .p = pick(1, 4),
       .q = pick(1, 3),
       .r = pick(1, 3),
       .t = pick(1, 3)};
  m.m = std::min(m.p * m.t * pick(1, 3), s.filters_per_group());
  return result;
}

PassExtents extents(const hw::Pass& pass) {
  return {.groups = pass.groups.count,
          .images = pass.images.count,
          .rows = pass.ofmap_rows.count,
          .columns = pass.ofmap_columns.count,
          .filters = pass.filters.count,
          .channels = pass.channels.count};
}

/// The controller's passes, one by one, fall into exactly these classes.
TEST(PassClasses, CountThePassesThatTheControllerRuns) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 300; ++trial) {
    const auto [shape, mapping] = random_case(random);
    std::map<PassExtents, std::int64_t> run;
    hw::PassSequence sequence(shape, mapping);
    while (const auto pass = sequence.next()) ++run[extents(*pass)];
    std::map<PassExtents, std::int64_t> counted;
    for (const PassClass& passes : PassClasses(shape, mapping).passes) {
      counted[passes.extents] += passes.count;
    }
    ASSERT_EQ(counted, run);
  }
}

/// Walks through all tiles with the loops of TileOrder.
void walk(TileOrder& order, std::size_t loop, std::vector<PassExtents>& tiles) {
  if (loop == TileOrder::kLoops) {
    tiles.push_back(order.tile().pass(0, 0));
    return;
  }
  do {
    walk(order, loop + 1, tiles);
  } while (order.advance(loop));
}

TEST(TileOrder, IsTheControllers) {
  std::mt19937 random(8);
  for (int trial = 0; trial < 300; ++trial) {
    const auto [shape, mapping] = random_case(random);
    std::vector<PassExtents> run;
    hw::PassSequence sequence(shape, mapping);
    bool is_new = true;
    while (const auto pass = sequence.next()) {
      if (is_new) run.push_back(extents(*pass));
      is_new = pass->last_of_tile;
    }
    TileOrder order(shape, mapping);
    std::vector<PassExtents> walked;
    walk(order, 0, walked);
    ASSERT_EQ(walked, run);
    EXPECT_EQ(order.tile().pass(0, 0), run.front()) << "back at the first";
  }
}

TEST(TileOrder, KnowsWhichStepsAreAlike) {
  // Seven columns in tiles of two: 2 2 2 1. The third is like the first two, but what comes after
  // it is not.
  hw::LayerShape shape{.N = 1,
                       .C = 1,
                       .H = 1,
                       .W = 7,
                       .M = 1,
                       .R = 1,
                       .S = 1,
                       .stride_h = 1,
                       .stride_w = 1,
                       .pad_top = 0,
                       .pad_left = 0,
                       .pad_bottom = 0,
                       .pad_right = 0,
                       .groups = 1};
  TileOrder order(shape, {.m = 1, .n = 1, .e = 1, .f = 2, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1});
  constexpr std::size_t kColumns = 4;
  EXPECT_EQ(order.alike(kColumns), 1);
  EXPECT_EQ(order.next_tile().first_pass.columns, 2);
  order.skip(kColumns, 1);
  ASSERT_TRUE(order.advance(kColumns));
  EXPECT_EQ(order.alike(kColumns), 0);
  EXPECT_EQ(order.tile().first_pass.columns, 2);
  EXPECT_EQ(order.next_tile().first_pass.columns, 1);
  ASSERT_TRUE(order.advance(kColumns));
  EXPECT_EQ(order.tile().first_pass.columns, 1);
  EXPECT_FALSE(order.advance(kColumns));
}

}  // namespace
}  // namespace eyeriss::sim
