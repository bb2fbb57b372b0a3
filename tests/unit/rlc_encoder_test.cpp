// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace eyeriss::hw {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The words that come while these values go in.
std::vector<std::uint64_t> push(RlcEncoder& encoder, const std::vector<std::int16_t>& values) {
  std::vector<std::uint64_t> words;
  for (const std::int16_t value : values) {
    if (const auto word = encoder.push(value)) words.push_back(to_bits(*word));
  }
  return words;
}

// Levels of 1, 2 and 3: 1 << 5 = 0x20, 2 << 26 = 0x8000000, 3 << 47 = 0x1800000000000.
constexpr std::uint64_t kOneTwoThree = 0x1800008000020U;

TEST(RlcEncoder, HoldsAFullWordUntilTheNextValue) {
  RlcEncoder encoder;
  EXPECT_THAT(push(encoder, {1, 2, 3}), IsEmpty());
  EXPECT_THAT(push(encoder, {4}), ElementsAre(kOneTwoThree));
  EXPECT_THAT(push(encoder, {5, 6}), IsEmpty());
}

TEST(RlcEncoder, HoldsAFullWordUntilTheNextZeroToo) {
  RlcEncoder encoder;
  push(encoder, {1, 2, 3});
  EXPECT_THAT(push(encoder, {0}), ElementsAre(kOneTwoThree));
}

TEST(RlcEncoder, FullWordMayBeTheLast) {
  RlcEncoder encoder;
  push(encoder, {1, 2, 3});
  EXPECT_EQ(to_bits(encoder.finish()), kOneTwoThree | kRlcLastBit);
}

TEST(RlcEncoder, ThirtySecondZeroOfARunTakesAPair) {
  RlcEncoder encoder;
  // Three times 32 zeros fill a word; the zero after them shows that it is not the last.
  EXPECT_THAT(push(encoder, std::vector<std::int16_t>(96)), IsEmpty());
  EXPECT_THAT(push(encoder, {0}), ElementsAre(0x7C0003E0001FU));  // 31 at bits 0, 21 and 42
}

TEST(RlcEncoder, LastBitComesFromFinishOnly) {
  RlcEncoder encoder;
  for (int i = 0; i < 1000; ++i) {
    for (const std::uint64_t word : push(encoder, {0, -1, 0, 2})) {
      EXPECT_EQ(word & kRlcLastBit, 0U) << i;
    }
  }
  EXPECT_NE(to_bits(encoder.finish()) & kRlcLastBit, 0U);
}

TEST(RlcEncoder, NothingOfAStreamIsLeftForTheNext) {
  RlcEncoder encoder;
  push(encoder, {9, 0, 0, 9, 0});
  encoder.finish();
  EXPECT_EQ(to_bits(encoder.finish()), kRlcLastBit);  // an empty stream
  push(encoder, {0, 1});
  EXPECT_EQ(to_bits(encoder.finish()), kRlcLastBit | 0x21U);  // one zero, and a level of 1 << 5
}

}  // namespace
}  // namespace eyeriss::hw
