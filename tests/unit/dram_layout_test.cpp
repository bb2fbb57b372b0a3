// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_layout.h"

#include <gmock/gmock.h>

#include <memory>
#include <numeric>
#include <random>

#include "hw/codec/rlc.h"
#include "hw/dram/ifmap_strip.h"
#include "hw/mapping/pass_sequence.h"
#include "tests/support/link_bench.h"
#include "tests/support/published_mappings.h"
#include "tests/support/strip_pass.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::raw_layer;
using test::StripPass;

Layer coded_layer(const LayerShape& shape) {
  Layer layer = raw_layer(shape);
  layer.ifmap_coding = layer.weights_coding = Coding::kRlc;
  return layer;
}

std::vector<std::int16_t> decode(const Memory& memory, const DramLayout::Extent& extent,
                                 std::int64_t values) {
  std::vector<Word64> words;
  for (std::int64_t i = 0; i < extent.words; ++i) words.push_back(memory.read(extent.address + i));
  return rlc_decode(words, values);
}

std::vector<std::int16_t> numbers(int count) {
  std::vector<std::int16_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), std::int16_t{1});
  return values;
}

TEST(DramLayout, EachIfmapPlaneStartsOnAWordOfItsOwn) {
  // Planes of 9 values: 3 link words.
  DramLayout layout(raw_layer(test::square_layer(2, 3, 3, 1, 1, 1, 0, 1)), 4);
  Memory memory;
  layout.store_raw_ifmaps(numbers(54), memory);
  EXPECT_EQ(memory.words(), 18);
  EXPECT_EQ(layout.ifmap_plane_width(), 3);
  EXPECT_EQ(layout.ifmap_plane(0), 0);
  EXPECT_EQ(layout.ifmap_plane(2), 6);
  EXPECT_EQ(layout.ifmap_plane(3), 9) << "of the second image";
  EXPECT_EQ(memory.read(0), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(memory.read(2), (Word64{9, 0, 0, 0}));
  EXPECT_EQ(memory.read(3), (Word64{10, 11, 12, 13}));
  EXPECT_EQ(memory.read(17), (Word64{54, 0, 0, 0}));
}

TEST(DramLayout, MapsOfOneValueLieSideBySide) {
  DramLayout layout(raw_layer(test::square_layer(2, 5, 1, 1, 1, 1, 0, 1)), 4);
  Memory memory;
  layout.store_raw_ifmaps(numbers(10), memory);
  EXPECT_EQ(layout.ifmap_plane_width(), 5);
  EXPECT_EQ(layout.ifmap_plane(1), 2) << "an image in the place of a plane";
  EXPECT_EQ(memory.words(), 4);
  EXPECT_EQ(memory.read(0), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(memory.read(1), (Word64{5, 0, 0, 0}));
  EXPECT_EQ(memory.read(2), (Word64{6, 7, 8, 9}));
}

TEST(DramLayout, EachTensorStartsAtAMultipleOfTheAlignment) {
  DramLayout layout(raw_layer(test::square_layer(1, 1, 3, 4, 1, 1, 0, 1)), 4);
  Memory memory;
  EXPECT_EQ(layout.ofmap_base(), 0) << "nothing is there";
  layout.store_raw_ifmaps(numbers(9), memory);
  StripPass pass(test::square_layer(1, 1, 3, 4, 1, 1, 0, 1), {0, 3}, {0, 3});
  PassConfiguration::FilterRow row{};
  row.filters = row.words = 4;
  row.channels = 1;
  pass.configuration.filter_rows = {row};
  pass.configuration.filter_network_words = 1;
  layout.store_filters(pass.job, numbers(4), memory);
  EXPECT_EQ(layout.filter_block(0).address, 1024);
  EXPECT_EQ(layout.filter_block(0).words, 1);
  EXPECT_EQ(memory.read(1024), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(layout.ofmap_base(), 2048);
}

TEST(CodedIfmaps, AStreamOfEachPieceOneBehindTheOther) {
  const LayerShape shape = test::square_layer(1, 2, 4, 1, 1, 1, 0, 1);
  DramLayout layout(coded_layer(shape), 4);
  Memory memory;
  StripPass pass(shape, {0, 2}, {0, 4});  // 8 values of each channel
  pass.job.pass.channels = {0, 2};
  layout.store_coded_ifmaps(pass.job, numbers(32), memory);
  EXPECT_EQ(layout.ifmap_stream(0, 0).address, 0);
  EXPECT_EQ(layout.ifmap_stream(0, 0).words, 3) << "three pairs a word";
  EXPECT_EQ(layout.ifmap_stream(0, 1).address, 3);
  EXPECT_EQ(memory.words(), 6);
  EXPECT_THAT(decode(memory, layout.ifmap_stream(0, 1), 8),
              ::testing::ElementsAre(17, 18, 19, 20, 21, 22, 23, 24));
}

TEST(CodedIfmaps, RowsThatTwoStripsNeedAreInBoth) {
  // A 3 x 3 kernel: strips of two ofmap rows over ifmap rows 0 to 3 and 2 to 5.
  const LayerShape shape = test::square_layer(1, 1, 6, 1, 3, 1, 0, 1);
  DramLayout layout(coded_layer(shape), 4);
  Memory memory;
  StripPass upper(shape, {0, 2}, {0, 4});
  StripPass lower(shape, {2, 2}, {0, 4});
  lower.job.pass.ifmap_block = 1;
  layout.store_coded_ifmaps(upper.job, numbers(36), memory);
  layout.store_coded_ifmaps(lower.job, numbers(36), memory);
  const auto first = decode(memory, layout.ifmap_stream(0, 0), 24);
  const auto second = decode(memory, layout.ifmap_stream(1, 0), 24);
  EXPECT_EQ(first.back(), 24);
  EXPECT_EQ(second.front(), 13);
  EXPECT_EQ(std::vector(first.begin() + 12, first.end()),
            std::vector(second.begin(), second.begin() + 12));
}

TEST(CodedIfmaps, PassesThatShareIfmapsShareTheBlock) {
  const LayerShape shape = test::square_layer(1, 1, 6, 1, 1, 1, 0, 1);
  DramLayout layout(coded_layer(shape), 4);
  Memory memory;
  const StripPass pass(shape, {0, 6}, {0, 6});
  layout.store_coded_ifmaps(pass.job, numbers(36), memory);
  layout.store_coded_ifmaps(pass.job, numbers(36), memory);
  EXPECT_EQ(memory.words(), 12);
}

TEST(CodedIfmaps, StripsOfNothingButPaddingHaveNoStreams) {
  LayerShape shape = test::square_layer(1, 1, 3, 1, 1, 1, 0, 1);
  shape.pad_top = 2;
  DramLayout layout(coded_layer(shape), 4);
  Memory memory;
  StripPass padding(shape, {0, 2}, {0, 3});
  StripPass below(shape, {2, 3}, {0, 3});
  below.job.pass.ifmap_block = 1;
  layout.store_coded_ifmaps(padding.job, numbers(9), memory);
  layout.store_coded_ifmaps(below.job, numbers(9), memory);
  EXPECT_EQ(layout.ifmap_stream(1, 0).address, 0);
  EXPECT_EQ(layout.ifmap_stream(1, 0).words, 3);
}

/// What the passes of random layers find in memory is what is under their windows.
TEST(CodedIfmaps, EveryPassOfRandomLayers) {
  std::mt19937 random(21);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 150; ++trial) {
    SCOPED_TRACE(trial);
    const int groups = pick(1, 2);
    LayerShape s = test::square_layer(pick(1, 3), groups * pick(1, 6), trial % 5 == 0 ? 1 : 6,
                                      groups * pick(1, 6), trial % 5 == 0 ? 1 : pick(1, 3),
                                      pick(1, 2), trial % 5 == 0 ? 0 : pick(0, 3), groups);
    if (s.H > 1) s.W = pick(4, 9);
    const Mapping mapping{.m = pick(1, s.filters_per_group()),
                          .n = pick(1, s.N),
                          .e = pick(1, s.E()),
                          .f = pick(1, s.F()),
                          .g = pick(1, groups),
                          .p = 1,
                          .q = pick(1, s.channels_per_group()),
                          .r = 1,
                          .t = 1};
    std::vector<std::int16_t> ifmap(static_cast<std::size_t>(s.N * s.C * s.H * s.W));
    for (auto& value : ifmap) value = static_cast<std::int16_t>(pick(0, 2) > 0 ? 0 : pick(-9, 9));

    DramLayout layout(coded_layer(s), 4);
    Memory memory;
    std::vector<std::unique_ptr<StripPass>> passes;
    PassSequence sequence(s, mapping);
    while (const auto pass = sequence.next()) {
      passes.push_back(std::make_unique<StripPass>(s, pass->ofmap_rows, pass->ofmap_columns));
      passes.back()->job.pass = *pass;
      layout.store_coded_ifmaps(passes.back()->job, ifmap, memory);
    }
    for (const auto& strip_pass : passes) {
      const Pass& pass = strip_pass->job.pass;
      const int rows = strip_pass->configuration.ifmap_rows;
      const int columns = strip_pass->configuration.ifmap_row_words;
      std::vector<std::int16_t> expected;  // the strip with its padding
      for (int n = 0; n < pass.images.count; ++n)
        for (int g = 0; g < pass.groups.count; ++g)
          for (int c = 0; c < pass.channels.count; ++c)
            for (int row = 0; row < rows; ++row)
              for (int column = 0; column < columns; ++column) {
                const int map = (pass.images.first + n) * s.C +
                                (pass.groups.first + g) * s.channels_per_group() +
                                pass.channels.first + c;
                const int h = pass.ofmap_rows.first * s.stride_h + row - s.pad_top;
                const int w = pass.ofmap_columns.first * s.stride_w + column - s.pad_left;
                const bool inside = h >= 0 && h < s.H && w >= 0 && w < s.W;
                expected.push_back(inside
                                       ? ifmap[static_cast<std::size_t>((map * s.H + h) * s.W + w)]
                                       : std::int16_t{0});
              }
      std::vector<std::int16_t> found(expected.size());
      const IfmapStrip strip(strip_pass->job, s);
      for (int i = 0; i < strip.pieces(); ++i) {
        const IfmapStrip::Piece piece = strip.piece(i);
        const auto values =
            decode(memory, layout.ifmap_stream(pass.ifmap_block, i), piece.values());
        for (int v = 0; v < piece.values(); ++v)
          found.at(static_cast<std::size_t>(piece.glb_address_of(v))) =
              values[static_cast<std::size_t>(v)];
      }
      ASSERT_EQ(found, expected);
    }
  }
}

PassConfiguration::FilterRow filter_row(int group, Range filters, Range channels, int row, int S) {
  PassConfiguration::FilterRow result{};
  result.group = group;
  result.first_filter = filters.first;
  result.filters = filters.count;
  result.first_channel = channels.first;
  result.channels = channels.count;
  result.row = row;
  result.words = filters.count * channels.count * S;
  return result;
}

class FilterBlocks : public ::testing::Test {
 protected:
  /// A block of the given rows.
  PassJob job(const std::vector<PassConfiguration::FilterRow>& rows, int per_word = 4) {
    configuration_.filter_rows = rows;
    configuration_.filter_network_words = 0;
    for (const auto& row : rows)
      configuration_.filter_network_words += (row.words + per_word - 1) / per_word;
    PassJob result{};
    result.configuration = &configuration_;
    return result;
  }
  const Word64& word(std::int64_t address) const { return memory_.read(address); }

  // 3 filters of 2 channels, 2 rows and 2 columns; weight [m][c][r][s] is 1000m + 100c + 10r + s.
  LayerShape shape_ = test::square_layer(1, 2, 4, 3, 2, 1, 0, 1);
  std::vector<std::int16_t> weights_ = [] {
    std::vector<std::int16_t> weights;
    for (int m = 0; m < 3; ++m)
      for (int c = 0; c < 2; ++c)
        for (int r = 0; r < 2; ++r)
          for (int s = 0; s < 2; ++s)
            weights.push_back(static_cast<std::int16_t>(1000 * m + 100 * c + 10 * r + s));
    return weights;
  }();
  Memory memory_;
  PassConfiguration configuration_{};
};

TEST_F(FilterBlocks, InTheOrderOfUseOneNetworkWordOfEachRowInTurn) {
  // Two filters, two channels: per PE row 8 values, [column][channel][filter].
  DramLayout layout(raw_layer(shape_), 4);
  const PassJob pass =
      job({filter_row(0, {0, 2}, {0, 2}, 1, 2), filter_row(0, {0, 2}, {0, 2}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(0).address, 0);
  EXPECT_EQ(layout.filter_block(0).words, 4);
  EXPECT_EQ(word(0), (Word64{10, 1010, 110, 1110}));
  EXPECT_EQ(word(1), (Word64{0, 1000, 100, 1100}));
  EXPECT_EQ(word(2), (Word64{11, 1011, 111, 1111}));
  EXPECT_EQ(word(3), (Word64{1, 1001, 101, 1101}));
}

TEST_F(FilterBlocks, PartialWordsAndRowsThatDropOut) {
  // Row 0 of filters 0 to 2 (6 values) and of filter 2 alone (2 values).
  DramLayout layout(raw_layer(shape_), 4);
  PassJob pass = job({filter_row(0, {0, 3}, {1, 1}, 0, 2), filter_row(0, {2, 1}, {1, 1}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(0).words, 3);
  EXPECT_EQ(word(0), (Word64{100, 1100, 2100, 101}));
  EXPECT_EQ(word(1), (Word64{2100, 2101, 0, 0}));
  EXPECT_EQ(word(2), (Word64{1101, 2101, 0, 0}));
}

TEST_F(FilterBlocks, NarrowNetworkWordsFillLinkWords) {
  DramLayout layout(raw_layer(shape_), 1);
  const PassJob pass =
      job({filter_row(0, {0, 1}, {0, 1}, 0, 2), filter_row(0, {1, 1}, {0, 1}, 0, 2)}, 1);
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(0).words, 1);
  EXPECT_EQ(word(0), (Word64{0, 1000, 1, 1001}));
}

TEST_F(FilterBlocks, PassesThatShareFiltersShareTheBlock) {
  DramLayout layout(raw_layer(shape_), 4);
  PassJob pass = job({filter_row(0, {0, 1}, {0, 2}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(memory_.words(), 1);
  pass.pass.filter_block = 1;
  pass.pass.filters = {1, 1};  // the pass's first filter counts, too
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(1).address, 1);
  EXPECT_EQ(word(1), (Word64{1000, 1100, 1001, 1101}));
}

TEST_F(FilterBlocks, GroupsAndFirstChannels) {
  LayerShape shape = test::square_layer(1, 4, 4, 2, 1, 1, 0, 2);  // [2][2][1][1]
  DramLayout layout(raw_layer(shape), 4);
  PassJob pass = job({filter_row(1, {0, 1}, {1, 1}, 0, 1)});
  layout.store_filters(pass, numbers(4), memory_);
  EXPECT_EQ(word(0), (Word64{4, 0, 0, 0})) << "filter 1, its channel 1";
}

TEST_F(FilterBlocks, ACodedBlockIsOneStreamOfTheSameValues) {
  // As in PartialWordsAndRowsThatDropOut: three network words, one of them half empty.
  DramLayout layout(coded_layer(shape_), 4);
  const PassJob pass =
      job({filter_row(0, {0, 3}, {1, 1}, 0, 2), filter_row(0, {2, 1}, {1, 1}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block_values(pass), 12);
  EXPECT_EQ(layout.filter_block(0).words, 3) << "8 values, two of them behind two zeros each";
  EXPECT_THAT(decode(memory_, layout.filter_block(0), 12),
              ::testing::ElementsAre(100, 1100, 2100, 101, 2100, 2101, 0, 0, 1101, 2101, 0, 0));
}

TEST(Memory, GrowsAsFarAsItIsWritten) {
  Memory memory;
  memory.write(2, {5});
  EXPECT_EQ(memory.words(), 3);
  EXPECT_EQ(memory.read(2), (Word64{5}));
  EXPECT_EQ(memory.read(1), (Word64{}));
  EXPECT_EQ(memory.read(1000000), (Word64{})) << "never written";
  EXPECT_EQ(memory.words(), 3);
}

}  // namespace
}  // namespace eyeriss::hw
