// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hw/invariant.h"

namespace eyeriss::hw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr RlcPair kUnused{0, 0};

noc::Word64 word_of(RlcPair first, RlcPair second, RlcPair third) {
  return to_word(rlc_pack(first) | rlc_pack(second) << 21 | rlc_pack(third) << 42);
}

noc::Word64 last_word_of(RlcPair first, RlcPair second, RlcPair third) {
  return to_word(to_bits(word_of(first, second, third)) | kRlcLastBit);
}

class RlcDecoderTest : public testing::Test {
 protected:
  int push(const noc::Word64& word) {
    return decoder_.push(
        word, [&](std::int64_t index, std::int16_t value) { levels_.emplace_back(index, value); });
  }

  /// What the decoder says of a word that it refuses.
  std::string refusal_of(const noc::Word64& word) {
    try {
      push(word);
    } catch (const RlcError& error) {
      return error.what();
    }
    return "accepted";
  }

  RlcDecoder decoder_;
  std::vector<std::pair<std::int64_t, std::int16_t>> levels_;
};

TEST_F(RlcDecoderTest, GivesNonZeroValuesWithTheirPlaces) {
  decoder_.start(200);
  // Values 0..3; 4..35, all zero; 36.
  EXPECT_EQ(push(word_of({3, 5}, {31, 0}, {0, -6})), 4 + 32 + 1);
  EXPECT_THAT(levels_, ElementsAre(Pair(3, 5), Pair(36, -6)));
  // Values 37..68, 69..100, 101..132.
  EXPECT_EQ(push(word_of({31, 7}, {31, 8}, {31, 0})), 96);
  EXPECT_FALSE(decoder_.done());
  // Values 133..164, 165..196, and the last three zeros as a run of two and a level.
  EXPECT_EQ(push(last_word_of({31, 9}, {31, 0}, {2, 0})), 32 + 32 + 3);
  EXPECT_TRUE(decoder_.done());
  EXPECT_THAT(levels_,
              ElementsAre(Pair(3, 5), Pair(36, -6), Pair(68, 7), Pair(100, 8), Pair(164, 9)));
}

TEST_F(RlcDecoderTest, CountsNoValuesForUnusedPairs) {
  decoder_.start(1);
  EXPECT_EQ(push(last_word_of({0, 4}, kUnused, kUnused)), 1);
  EXPECT_TRUE(decoder_.done());
  decoder_.start(2);  // the same word with a zero more
  EXPECT_EQ(push(last_word_of({0, 4}, kUnused, kUnused)), 2);
  EXPECT_TRUE(decoder_.done());
  EXPECT_THAT(levels_, ElementsAre(Pair(0, 4), Pair(0, 4)));
}

TEST_F(RlcDecoderTest, EmptyStreamHasOneWord) {
  decoder_.start(0);
  EXPECT_FALSE(decoder_.done());
  EXPECT_EQ(push(to_word(kRlcLastBit)), 0);
  EXPECT_TRUE(decoder_.done());
  EXPECT_THAT(levels_, IsEmpty());
}

TEST_F(RlcDecoderTest, RefusesARunBeyondTheEnd) {
  decoder_.start(10);
  push(word_of({1, 1}, {0, 1}, {0, 1}));
  // Six values are left: five zeros and a level fit, six do not.
  EXPECT_THAT(refusal_of(last_word_of({6, 1}, kUnused, kUnused)),
              HasSubstr("run of 6 zeros and its level do not fit, at value 4 of 10"));
  EXPECT_EQ(push(last_word_of({5, 1}, kUnused, kUnused)), 6);
}

TEST_F(RlcDecoderTest, RefusesALastWordTooEarly) {
  decoder_.start(1000);
  EXPECT_THAT(refusal_of(last_word_of({1, 1}, {2, 2}, {3, 3})),
              HasSubstr("last word comes too early, at value 9 of 1000"));
}

TEST_F(RlcDecoderTest, RefusesAStreamThatGoesOn) {
  decoder_.start(3);
  EXPECT_THAT(refusal_of(word_of({0, 1}, {0, 2}, {0, 3})),
              HasSubstr("no last-word bit, at value 3 of 3"));
  decoder_.start(96);  // what the longest runs of a word reach
  EXPECT_THAT(refusal_of(word_of({31, 1}, {31, 2}, {31, 3})),
              HasSubstr("no last-word bit, at value 96 of 96"));
  decoder_.start(0);
  EXPECT_THAT(refusal_of(to_word(0)), HasSubstr("no last-word bit, at value 0 of 0"));
}

TEST_F(RlcDecoderTest, RefusesUnusedPairsThatHoldSomething) {
  for (const RlcPair rubbish : {RlcPair{1, 0}, RlcPair{0, 1}, RlcPair{31, -1}}) {
    decoder_.start(1);
    EXPECT_THAT(refusal_of(last_word_of({0, 1}, rubbish, kUnused)),
                HasSubstr("unused pair is not (0, 0), at value 1 of 1"));
    decoder_.start(1);
    EXPECT_THAT(refusal_of(last_word_of({0, 1}, kUnused, rubbish)), HasSubstr("unused pair"));
    decoder_.start(0);
    EXPECT_THAT(refusal_of(last_word_of(rubbish, kUnused, kUnused)), HasSubstr("unused pair"));
  }
}

TEST_F(RlcDecoderTest, RefusesAWordAfterTheLast) {
  EXPECT_THAT(refusal_of(to_word(kRlcLastBit)), HasSubstr("word after the last"));
  decoder_.start(1);
  push(last_word_of({0, 1}, kUnused, kUnused));
  EXPECT_THAT(refusal_of(to_word(0)), HasSubstr("word after the last, at value 1 of 1"));
}

TEST_F(RlcDecoderTest, RefusesAZeroLevelAfterAShortRunWithinAStream) {
  // The encoder would have added the 31 zeros to the run that follows.
  for (const std::int64_t values : {40, 400}) {
    decoder_.start(values);
    EXPECT_THAT(
        refusal_of(word_of({4, 1}, {30, 0}, {0, 1})),
        HasSubstr("a run of 30 zeros and a level of zero within the stream, at value 5 of " +
                  std::to_string(values)));
  }
}

TEST_F(RlcDecoderTest, RefusesALengthBelowZero) {
  EXPECT_THROW(decoder_.start(-1), InvariantError);
}

}  // namespace
}  // namespace eyeriss::hw
