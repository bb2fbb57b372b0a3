// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/global_buffer.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/support/glb_banks.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::glb_banks;

class GlobalBufferTest : public ::testing::Test {
 protected:
  /// Banks of two 64 b words: 8 values.
  GlobalBufferTest() { architecture_.glb = {.banks = 5, .filter_banks = 2, .bank_words = 2}; }
  GlobalBuffer buffer(int ifmap_banks, int psum_banks, int ifmap_buffers = 1) {
    return {architecture_, glb_banks(ifmap_banks, psum_banks, ifmap_buffers), counters_};
  }
  Architecture architecture_ = test::eyeriss_v1();
  LayerCounters counters_;
};

TEST_F(GlobalBufferTest, BanksAreSharedByIfmapsAndPsums) {
  EXPECT_NO_THROW(buffer(2, 3));
  EXPECT_THROW(buffer(3, 3), InvariantError);
  EXPECT_THROW(buffer(0, 6), InvariantError);
  EXPECT_NO_THROW(buffer(2, 1, 2));
  EXPECT_THROW(buffer(2, 2, 2), InvariantError) << "each buffer has banks of its own";
}

TEST_F(GlobalBufferTest, IfmapWords) {
  GlobalBuffer glb = buffer(1, 1);
  for (std::int16_t i = 0; i < 8; ++i) glb.fill_ifmap(0, i, static_cast<std::int16_t>(i + 1));
  for (int i = 0; i < 8; ++i) EXPECT_EQ(glb.read_ifmap(0, i), i + 1);
  EXPECT_THROW(glb.fill_ifmap(0, 8, 1), std::logic_error);
  EXPECT_EQ(counters_.glb_ifmap_read, 8u);
  glb.clear_ifmap(0);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(glb.read_ifmap(0, i), 0);
}

TEST_F(GlobalBufferTest, IfmapRegionsHaveNothingInCommon) {
  GlobalBuffer glb = buffer(1, 1, 2);
  glb.fill_ifmap(0, 7, 3);
  glb.fill_ifmap(1, 7, 4);
  EXPECT_EQ(glb.read_ifmap(0, 7), 3);
  EXPECT_EQ(glb.read_ifmap(1, 7), 4);
  EXPECT_THROW(glb.fill_ifmap(1, 8, 1), std::logic_error);
  glb.clear_ifmap(0);
  EXPECT_EQ(glb.read_ifmap(0, 7), 0);
  EXPECT_EQ(glb.read_ifmap(1, 7), 4);
}

TEST_F(GlobalBufferTest, ALinkWordIsWrittenFourValuesACycle) {
  // Of none, too, there is a cycle: the word was taken.
  const std::vector<std::pair<int, int>> cycles_of = {{0, 1}, {1, 1}, {4, 1},  {5, 2},
                                                      {8, 2}, {9, 3}, {96, 24}};
  for (const auto& [values, cycles] : cycles_of)
    EXPECT_EQ(GlobalBuffer::fill_cycles(values), cycles) << values;
}

TEST_F(GlobalBufferTest, FilterBanksHoldTheirWordsAndNoMore) {
  GlobalBuffer glb = buffer(1, 1);
  for (std::int16_t i = 0; i < 16; ++i) glb.fill_filter(i, i);
  EXPECT_EQ(glb.read_filters(3, 4), (Word64{12, 13, 14, 15}));
  EXPECT_EQ(glb.read_filters(2, 2), (Word64{8, 9, 0, 0})) << "only as many as asked for";
  EXPECT_EQ(counters_.glb_filter_read, 6u);
  EXPECT_THROW(glb.fill_filter(16, 1), std::logic_error);
  EXPECT_THROW(glb.read_filters(4, 1), InvariantError);
  glb.clear_filters();
  EXPECT_EQ(glb.read_filters(3, 4), (Word64{}));
}

TEST_F(GlobalBufferTest, NarrowFilterWordsAreAddressedByNetworkWord) {
  architecture_.noc.filter_bits = 32;
  GlobalBuffer glb = buffer(1, 1);
  for (std::int16_t i = 0; i < 4; ++i) glb.fill_filter(i, static_cast<std::int16_t>(i + 1));
  EXPECT_EQ(glb.read_filters(1, 2), (Word64{3, 4, 0, 0}));
}

TEST_F(GlobalBufferTest, PsumWords) {
  GlobalBuffer glb = buffer(1, 2);
  glb.write_psums(3, {1, 2, 3, 4}, 4);
  glb.write_psums(2, {5, 6, 7, 8}, 3);
  EXPECT_EQ(glb.read_psums(3, 4), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(glb.read_psums(2, 4), (Word64{5, 6, 7, 0}));
  EXPECT_EQ(glb.drain_psum(3, 1), 2);
  EXPECT_EQ(glb.drain_psum(2, 2), 7);
  EXPECT_EQ(counters_.glb_psum_written, 7u);
  EXPECT_EQ(counters_.glb_psum_read, 8u);
  EXPECT_EQ(counters_.glb_psum_drained, 2u);
  EXPECT_THROW(glb.write_psums(4, {}, 1), InvariantError) << "two banks of two words";
  EXPECT_THROW(glb.read_psums(4, 1), InvariantError);
}

TEST_F(GlobalBufferTest, PsumBanksAreInterleavedByWordOf64Bits) {
  const GlobalBuffer wide = buffer(1, 3);
  for (int address = 0; address < 6; ++address) EXPECT_EQ(wide.psum_bank(address), address % 3);
  architecture_.noc.psum_bits = 32;
  const GlobalBuffer half = buffer(1, 3);
  for (int address = 0; address < 12; ++address)
    EXPECT_EQ(half.psum_bank(address), address / 2 % 3);
  architecture_.noc.psum_bits = 16;
  const GlobalBuffer quarter = buffer(1, 3);
  for (int address = 0; address < 24; ++address) {
    EXPECT_EQ(quarter.psum_bank(address), address / 4 % 3);
    EXPECT_EQ(quarter.psum_bank_word(address), address / 4);
  }
}

}  // namespace
}  // namespace eyeriss::hw
