// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_runs.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/support/link_bench.h"
#include "tests/support/published_mappings.h"
#include "tests/support/strip_pass.h"

namespace eyeriss::hw {
namespace {

using test::raw_layer;
using test::StripPass;

std::vector<IfmapRuns::Run> runs(const StripPass& pass, const LayerShape& shape) {
  const Layer layer = raw_layer(shape);
  const DramLayout layout(layer, 4);
  std::vector<IfmapRuns::Run> all;
  for (IfmapRuns runs(pass.job, layer, layout); !runs.at_end(); runs.advance())
    all.push_back(runs.run());
  return all;
}

/// From GLB address to the number of the 16 b word in memory, a plane starting on a 64 b word.
using Moves = std::map<std::int64_t, std::int64_t>;

Moves moves(const StripPass& pass, const LayerShape& shape) {
  Moves all;
  for (const IfmapRuns::Run& run : runs(pass, shape)) {
    const int values = run.piece.values();
    EXPECT_GE(run.skipped, 0);
    EXPECT_LT(run.skipped, 4);
    EXPECT_EQ(run.link_words, (run.skipped + values + 3) / 4) << "no more than it touches";
    for (int i = 0; i < values; ++i) {
      const bool is_new =
          all.emplace(run.piece.glb_address_of(i), run.link_word * 4 + run.skipped + i).second;
      EXPECT_TRUE(is_new) << "GLB word filled twice";
    }
  }
  return all;
}

/// The strip word by word, padding left out. Maps of 1 x 1 lie side by side.
Moves expected_moves(const StripPass& pass, const LayerShape& shape) {
  const Pass& job = pass.job.pass;
  const bool points = shape.H == 1 && shape.W == 1;
  const std::int64_t plane_words = points ? 1 : (shape.H * shape.W + 3) / 4 * 4;
  const std::int64_t image_words =
      points ? (shape.C + 3) / 4 * 4 : std::int64_t{shape.C} * plane_words;
  Moves all;
  std::int64_t glb = 0;
  for (int image = 0; image < job.images.count; ++image)
    for (int group = 0; group < job.groups.count; ++group)
      for (int channel = 0; channel < job.channels.count; ++channel)
        for (int row = 0; row < pass.configuration.ifmap_rows; ++row)
          for (int column = 0; column < pass.configuration.ifmap_row_words; ++column, ++glb) {
            const int h = job.ofmap_rows.first * shape.stride_h + row - shape.pad_top;
            const int w = job.ofmap_columns.first * shape.stride_w + column - shape.pad_left;
            if (h < 0 || h >= shape.H || w < 0 || w >= shape.W) continue;
            const int map = (job.groups.first + group) * shape.channels_per_group() +
                            job.channels.first + channel;
            all[glb] =
                (job.images.first + image) * image_words + map * plane_words + h * shape.W + w;
          }
  return all;
}

TEST(IfmapRuns, FullWidthIsOneRun) {
  const LayerShape shape = test::square_layer(1, 1, 7, 1, 3, 1, 0, 1);
  const auto all = runs(StripPass(shape, {1, 2}, {0, 5}), shape);  // ifmap rows 1 to 4
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].piece.values(), 28);
  EXPECT_EQ(all[0].link_word, 1);
  EXPECT_EQ(all[0].skipped, 3);
  EXPECT_EQ(all[0].link_words, 8) << "words 7 to 34, of 4 to 35";
}

TEST(IfmapRuns, APartOfTheWidthGoesRowByRow) {
  const LayerShape shape = test::square_layer(1, 1, 7, 1, 3, 1, 0, 1);
  const auto all = runs(StripPass(shape, {0, 1}, {2, 2}), shape);  // rows 0 to 2, columns 2 to 5
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].piece.values(), 4);
  EXPECT_EQ(all[1].link_word, 2) << "word 9";
  EXPECT_EQ(all[1].skipped, 1);
  EXPECT_EQ(all[1].piece.glb_address, 4);
}

TEST(IfmapRuns, PaddingLiesInTheGlbOnly) {
  const LayerShape shape = test::square_layer(1, 1, 4, 1, 3, 1, 1, 1);
  const StripPass pass(shape, {0, 2}, {0, 4});  // padded rows 0 to 3: ifmap rows 0 to 2
  const auto all = runs(pass, shape);
  ASSERT_EQ(all.size(), 1u) << "full width, whatever the padding";
  EXPECT_EQ(all[0].piece.values(), 12);
  EXPECT_EQ(all[0].piece.glb_address, 7) << "below a row of six, beside a column";
  EXPECT_EQ(all[0].piece.glb_address_of(4), 13);
  EXPECT_EQ(moves(pass, shape), expected_moves(pass, shape));
}

TEST(IfmapRuns, NothingButPadding) {
  LayerShape shape = test::square_layer(1, 1, 4, 1, 1, 1, 0, 1);
  shape.pad_top = 2;
  EXPECT_TRUE(runs(StripPass(shape, {0, 2}, {0, 4}), shape).empty());
  EXPECT_EQ(runs(StripPass(shape, {0, 3}, {0, 4}), shape).size(), 1u);
  shape.pad_right = 3;
  EXPECT_TRUE(runs(StripPass(shape, {2, 2}, {4, 3}), shape).empty());
}

TEST(IfmapRuns, ACodedPieceIsOneRunWhateverItsWidth) {
  const LayerShape shape = test::square_layer(1, 2, 7, 1, 3, 1, 0, 1);
  Layer layer = raw_layer(shape);
  layer.ifmap_coding = Coding::kRlc;
  DramLayout layout(layer, 4);
  Memory memory;
  StripPass pass(shape, {0, 1}, {2, 2});  // rows 0 to 2, columns 2 to 5
  pass.job.pass.channels = {0, 2};
  std::vector<std::int16_t> ifmap(98, 1);
  ifmap[2] = 0;
  layout.store_coded_ifmaps(pass.job, ifmap, memory);
  IfmapRuns runs(pass.job, layer, layout);
  ASSERT_FALSE(runs.at_end());
  EXPECT_EQ(runs.run().link_word, 0);
  EXPECT_EQ(runs.run().link_words, 4) << "11 pairs";
  EXPECT_EQ(runs.run().skipped, 0);
  EXPECT_EQ(runs.run().piece.values(), 12);
  runs.advance();
  ASSERT_FALSE(runs.at_end());
  EXPECT_EQ(runs.run().link_word, 4);
  EXPECT_EQ(runs.run().link_words, 4) << "12 pairs";
  EXPECT_EQ(runs.run().piece.glb_address, 12);
  runs.advance();
  EXPECT_TRUE(runs.at_end());
}

TEST(IfmapRuns, RandomStrips) {
  std::mt19937 random(3);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 500; ++trial) {
    const int groups = pick(1, 2);
    const bool points = trial % 5 == 0;
    const LayerShape shape{.N = pick(1, 3),
                           .C = groups * pick(1, points ? 20 : 4),
                           .H = points ? 1 : pick(4, 9),
                           .W = points ? 1 : pick(4, 9),
                           .M = groups,
                           .R = points ? 1 : pick(1, 4),
                           .S = points ? 1 : pick(1, 4),
                           .stride_h = pick(1, 3),
                           .stride_w = pick(1, 3),
                           .pad_top = pick(0, 3),
                           .pad_left = pick(0, 3),
                           .pad_bottom = pick(0, 3),
                           .pad_right = pick(0, 3),
                           .groups = groups};
    const auto range = [&](int extent) {
      const int first = pick(0, extent - 1);
      return Range{first, pick(1, extent - first)};
    };
    StripPass pass(shape, range(shape.E()), range(shape.F()));
    pass.job.pass.images = range(shape.N);
    pass.job.pass.groups = range(groups);
    pass.job.pass.channels = range(shape.channels_per_group());
    ASSERT_EQ(moves(pass, shape), expected_moves(pass, shape)) << "trial " << trial;
  }
}

}  // namespace
}  // namespace eyeriss::hw
