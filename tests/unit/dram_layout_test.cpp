// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_layout.h"

#include <gmock/gmock.h>

#include <numeric>

#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;

std::vector<std::int16_t> numbers(int count) {
  std::vector<std::int16_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), std::int16_t{1});
  return values;
}

TEST(DramLayout, EachIfmapPlaneStartsOnAWordOfItsOwn) {
  LayerShape shape = test::square_layer(2, 3, 3, 1, 1, 1, 0, 1);  // planes of 9: 3 link words
  const DramLayout layout(shape, 4);
  Memory memory;
  layout.store_ifmaps(numbers(54), memory);
  EXPECT_EQ(memory.region(Memory::kIfmaps).size(), 18u);
  EXPECT_EQ(layout.ifmap_plane(0, 0), 0);
  EXPECT_EQ(layout.ifmap_plane(0, 2), 6);
  EXPECT_EQ(layout.ifmap_plane(1, 0), 9);
  EXPECT_EQ(memory.read(Memory::kIfmaps, 0), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(memory.read(Memory::kIfmaps, 2), (Word64{9, 0, 0, 0}));
  EXPECT_EQ(memory.read(Memory::kIfmaps, 3), (Word64{10, 11, 12, 13}));
  EXPECT_EQ(memory.read(Memory::kIfmaps, 17), (Word64{54, 0, 0, 0}));
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
  const Word64& word(std::int64_t address) { return memory_.read(Memory::kFilters, address); }

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
  DramLayout layout(shape_, 4);
  const PassJob pass =
      job({filter_row(0, {0, 2}, {0, 2}, 1, 2), filter_row(0, {0, 2}, {0, 2}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(0), 0);
  EXPECT_EQ(layout.filter_block_words(0), 4);
  EXPECT_EQ(word(0), (Word64{10, 1010, 110, 1110}));
  EXPECT_EQ(word(1), (Word64{0, 1000, 100, 1100}));
  EXPECT_EQ(word(2), (Word64{11, 1011, 111, 1111}));
  EXPECT_EQ(word(3), (Word64{1, 1001, 101, 1101}));
}

TEST_F(FilterBlocks, PartialWordsAndRowsThatDropOut) {
  // Row 0 of filters 0 to 2 (6 values) and of filter 2 alone (2 values).
  DramLayout layout(shape_, 4);
  PassJob pass = job({filter_row(0, {0, 3}, {1, 1}, 0, 2), filter_row(0, {2, 1}, {1, 1}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block_words(0), 3);
  EXPECT_EQ(word(0), (Word64{100, 1100, 2100, 101}));
  EXPECT_EQ(word(1), (Word64{2100, 2101, 0, 0}));
  EXPECT_EQ(word(2), (Word64{1101, 2101, 0, 0}));
}

TEST_F(FilterBlocks, NarrowNetworkWordsFillLinkWords) {
  DramLayout layout(shape_, 1);
  const PassJob pass =
      job({filter_row(0, {0, 1}, {0, 1}, 0, 2), filter_row(0, {1, 1}, {0, 1}, 0, 2)}, 1);
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block_words(0), 1);
  EXPECT_EQ(word(0), (Word64{0, 1000, 1, 1001}));
}

TEST_F(FilterBlocks, PassesThatShareFiltersShareTheBlock) {
  DramLayout layout(shape_, 4);
  PassJob pass = job({filter_row(0, {0, 1}, {0, 2}, 0, 2)});
  layout.store_filters(pass, weights_, memory_);
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(memory_.region(Memory::kFilters).size(), 1u);
  pass.pass.filter_block = 1;
  pass.pass.filters = {1, 1};  // the pass's first filter counts, too
  layout.store_filters(pass, weights_, memory_);
  EXPECT_EQ(layout.filter_block(1), 1);
  EXPECT_EQ(word(1), (Word64{1000, 1100, 1001, 1101}));
}

TEST_F(FilterBlocks, GroupsAndFirstChannels) {
  LayerShape shape = test::square_layer(1, 4, 4, 2, 1, 1, 0, 2);  // [2][2][1][1]
  DramLayout layout(shape, 4);
  PassJob pass = job({filter_row(1, {0, 1}, {1, 1}, 0, 1)});
  layout.store_filters(pass, numbers(4), memory_);
  EXPECT_EQ(word(0), (Word64{4, 0, 0, 0})) << "filter 1, its channel 1";
}

TEST(Memory, GrowsAsFarAsItIsWritten) {
  Memory memory;
  memory.write(Memory::kOfmaps, 2, {5});
  EXPECT_EQ(memory.region(Memory::kOfmaps).size(), 3u);
  EXPECT_EQ(memory.read(Memory::kOfmaps, 2), (Word64{5}));
  EXPECT_TRUE(memory.region(Memory::kIfmaps).empty());
  EXPECT_ANY_THROW(memory.read(Memory::kOfmaps, 3));
}

}  // namespace
}  // namespace eyeriss::hw
