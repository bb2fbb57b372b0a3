// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc_word.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace eyeriss::hw {
namespace {

constexpr auto kLowest = std::numeric_limits<std::int16_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int16_t>::max();

TEST(RlcWord, RunTakesTheFiveLowBitsAndLevelTheSixteenAbove) {
  EXPECT_EQ(rlc_pack({1, 0}), 0x1U);
  EXPECT_EQ(rlc_pack({31, 0}), 0x1FU);
  EXPECT_EQ(rlc_pack({0, 1}), 0x20U);
  // The sign of a level stays within the pair's 21 b.
  EXPECT_EQ(rlc_pack({0, -1}), 0x1FFFE0U);
  EXPECT_EQ(rlc_pack({31, kLowest}), 0x10001FU);
}

TEST(RlcWord, UnpackingInvertsPackingWhateverStandsAbove) {
  for (const std::int16_t level : {kLowest, std::int16_t{-1}, std::int16_t{0}, kHighest}) {
    for (int run = 0; run <= 31; ++run) {
      const RlcPair pair{run, level};
      EXPECT_EQ(rlc_unpack(rlc_pack(pair)), pair);
      EXPECT_EQ(rlc_unpack(rlc_pack(pair) | ~std::uint64_t{0} << 21), pair);
    }
  }
}

TEST(RlcWord, FirstValueOfAWordIsItsLeastSignificant) {
  // 0xFFFE is -2, 0x8000 the lowest level.
  const noc::Word64 word{0x1234, -2, 0, kLowest};
  EXPECT_EQ(to_bits(word), 0x80000000FFFE1234U);
  EXPECT_EQ(to_word(0x80000000FFFE1234U), word);
}

}  // namespace
}  // namespace eyeriss::hw
