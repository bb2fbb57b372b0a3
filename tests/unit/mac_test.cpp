// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/mac.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace eyeriss::hw {
namespace {

TEST(Product, IsShiftedArithmeticallyAndCutTo16Bits) {
  EXPECT_EQ(product(3, 5, 0), 15);
  EXPECT_EQ(product(-3, 5, 0), -15);
  EXPECT_EQ(product(-3, 5, 1), -8) << "rounds down";
  EXPECT_EQ(product(256, 256, 0), 0) << "65536";
  EXPECT_EQ(product(256, 256, 8), 256);
  EXPECT_EQ(product(-32768, -32768, 15), -32768) << "32768 wraps";
  EXPECT_EQ(product(-32768, -32768, 16), 16384);
  EXPECT_EQ(product(-1, 1, 31), -1);
}

TEST(Add, Wraps) {
  EXPECT_EQ(add(32767, 1), -32768);
  EXPECT_EQ(add(-32768, -1), 32767);
  EXPECT_EQ(add(-5, 3), -2);
}

TEST(Add, FourSideBySide) {
  const std::int16_t left[] = {1, 32767, -32768, -5};
  EXPECT_EQ(add(left, {2, 1, -1, 5}), (noc::Word64{3, -32768, 32767, 0}));
}

class MacBurst : public ::testing::TestWithParam<int> {};

TEST_P(MacBurst, IsTheSumOfItsProducts) {
  const int filters = GetParam();
  const auto count = static_cast<std::size_t>(filters);
  std::mt19937 random(5);
  std::uniform_int_distribution<int> any(-32768, 32767);
  for (const int shift : {0, 1, 8, 31}) {
    for (int taps = 0; taps <= 12; ++taps) {
      std::vector<std::int16_t> ifmap(static_cast<std::size_t>(taps));
      std::vector<std::int16_t> filter(ifmap.size() * count + kMacBlock);
      std::vector<std::int16_t> psum(count + kMacBlock);
      for (auto* values : {&ifmap, &filter, &psum})
        for (auto& value : *values) value = static_cast<std::int16_t>(any(random));

      std::vector<std::int16_t> expected(count);
      for (std::size_t k = 0; k < count; ++k) {
        std::int64_t sum = psum[k];
        for (std::size_t i = 0; i < ifmap.size(); ++i)
          sum += (std::int64_t{ifmap[i]} * filter[i * count + k]) >> shift;
        expected[k] = static_cast<std::int16_t>(static_cast<std::uint64_t>(sum) & 0xffff);
      }
      mac_burst(ifmap.data(), taps, filter.data(), filters, shift, psum.data());
      psum.resize(count);
      ASSERT_EQ(psum, expected) << taps << " taps, shift " << shift;
    }
  }
}

TEST_P(MacBurst, StaysWithinTheBlock) {
  const int filters = GetParam();
  const int blocks = (filters + kMacBlock - 1) / kMacBlock * kMacBlock;
  std::vector<std::int16_t> ifmap(3, 1);
  std::vector<std::int16_t> filter(static_cast<std::size_t>(3 * filters + kMacBlock), 1);
  std::vector<std::int16_t> psum(static_cast<std::size_t>(blocks) + 16, 77);
  mac_burst(ifmap.data(), 3, filter.data(), filters, 0, psum.data());
  for (std::size_t k = static_cast<std::size_t>(blocks); k < psum.size(); ++k)
    EXPECT_EQ(psum[k], 77) << k;
}

INSTANTIATE_TEST_SUITE_P(Filters, MacBurst, ::testing::Range(1, 33));

}  // namespace
}  // namespace eyeriss::hw
