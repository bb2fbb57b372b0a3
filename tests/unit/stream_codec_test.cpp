// SPDX-License-Identifier: Apache-2.0
// hw/codec/stream_encoder.h and stream_decoder.h: the same streams raw or coded.
#include <gmock/gmock.h>

#include <random>
#include <utility>
#include <vector>

#include "hw/codec/rlc.h"
#include "hw/codec/rlc_error.h"
#include "hw/codec/stream_decoder.h"
#include "hw/codec/stream_encoder.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Values = std::vector<std::int16_t>;

std::vector<Word64> encode(StreamEncoder& encoder, const Values& values) {
  std::vector<Word64> words;
  for (const std::int16_t value : values) {
    if (const auto word = encoder.push(value)) words.push_back(*word);
  }
  words.push_back(encoder.finish());
  return words;
}

/// Index and value of what the sink gets.
using Sunk = std::vector<std::pair<std::int64_t, std::int16_t>>;

int push(StreamDecoder& decoder, const Word64& word, Sunk& sunk) {
  return decoder.push(word,
                      [&](std::int64_t i, std::int16_t value) { sunk.emplace_back(i, value); });
}

TEST(StreamEncoder, RawWordsHoldFourValuesTheFirstLowest) {
  StreamEncoder encoder(Coding::kRaw);
  EXPECT_THAT(encode(encoder, {1, -2, 3, 4, 5, 0}),
              ElementsAre(Word64{1, -2, 3, 4}, Word64{5, 0, 0, 0}));
}

TEST(StreamEncoder, AFullRawWordIsHeldUntilTheNextValue) {
  StreamEncoder encoder(Coding::kRaw);
  for (std::int16_t i = 1; i <= 4; ++i) EXPECT_FALSE(encoder.push(i)) << i;
  EXPECT_EQ(encoder.push(5), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(encoder.finish(), (Word64{5, 0, 0, 0}));
}

TEST(StreamEncoder, AFullRawWordMayBeTheLast) {
  StreamEncoder encoder(Coding::kRaw);
  EXPECT_THAT(encode(encoder, {1, 2, 3, 4}), ElementsAre(Word64{1, 2, 3, 4}));
}

TEST(StreamEncoder, NothingOfAStreamIsLeftForTheNext) {
  StreamEncoder encoder(Coding::kRaw);
  encode(encoder, {1, 2, 3, 4, 5, 6, 7});
  EXPECT_THAT(encode(encoder, {8}), ElementsAre(Word64{8, 0, 0, 0}));
}

TEST(StreamEncoder, CodedWordsAreThoseOfTheFormat) {
  StreamEncoder encoder(Coding::kRlc);
  const Values values{0, 0, 9, 0, 5, 6, 7, 0};
  EXPECT_EQ(encode(encoder, values), rlc_encode(values));
}

TEST(StreamDecoder, RawValuesZerosIncluded) {
  StreamDecoder decoder;
  decoder.start(Coding::kRaw, 6);
  Sunk sunk;
  EXPECT_EQ(push(decoder, {1, 0, 3, 4}, sunk), 4);
  EXPECT_EQ(push(decoder, {5, 6, 77, 88}, sunk), 2) << "the stream ends within the word";
  EXPECT_THAT(sunk,
              ElementsAre(Pair(0, 1), Pair(1, 0), Pair(2, 3), Pair(3, 4), Pair(4, 5), Pair(5, 6)));
}

TEST(StreamDecoder, RawValuesBeforeTheStreamAreSkipped) {
  StreamDecoder decoder;
  decoder.start(Coding::kRaw, 3, 3);
  Sunk sunk;
  EXPECT_EQ(push(decoder, {91, 92, 93, 1}, sunk), 1);
  EXPECT_EQ(push(decoder, {2, 3, 94, 95}, sunk), 2);
  EXPECT_THAT(sunk, ElementsAre(Pair(0, 1), Pair(1, 2), Pair(2, 3)));
}

TEST(StreamDecoder, AStreamWithinOneRawWord) {
  StreamDecoder decoder;
  decoder.start(Coding::kRaw, 2, 1);
  Sunk sunk;
  EXPECT_EQ(push(decoder, {91, 1, 2, 92}, sunk), 2);
  EXPECT_THAT(sunk, ElementsAre(Pair(0, 1), Pair(1, 2)));
}

TEST(StreamDecoder, OfCodedValuesTheZerosAreCountedOnly) {
  StreamDecoder decoder;
  decoder.start(Coding::kRlc, 40);
  Values values(40);
  values[35] = 7;
  Sunk sunk;
  EXPECT_EQ(push(decoder, rlc_encode(values)[0], sunk), 40);
  EXPECT_THAT(sunk, ElementsAre(Pair(35, 7)));
}

TEST(StreamDecoder, AStreamOfZeros) {
  StreamDecoder decoder;
  decoder.start(Coding::kRlc, 96);
  Sunk sunk;
  EXPECT_EQ(push(decoder, rlc_encode(Values(96))[0], sunk), 96);
  EXPECT_THAT(sunk, IsEmpty());
}

TEST(StreamDecoder, ACodedStreamOfAnotherLengthIsAnError) {
  StreamDecoder decoder;
  decoder.start(Coding::kRlc, 4);
  Sunk sunk;
  EXPECT_THROW(push(decoder, rlc_encode(Values{1, 2, 3})[0], sunk), RlcError);
}

TEST(StreamCodec, WhatGoesInComesOutStreamAfterStream) {
  std::mt19937 random(5);
  for (const Coding coding : {Coding::kRaw, Coding::kRlc}) {
    StreamEncoder encoder(coding);
    StreamDecoder decoder;
    for (int trial = 0; trial < 300; ++trial) {
      Values values(1 + random() % 200);
      const auto zeros = random() % 11;
      for (auto& value : values)
        value = random() % 10 < zeros ? std::int16_t{0} : static_cast<std::int16_t>(random());
      Values out(values.size());
      int stood_for = 0;
      decoder.start(coding, static_cast<std::int64_t>(values.size()));
      for (const Word64& word : encode(encoder, values)) {
        stood_for += decoder.push(word, [&](std::int64_t i, std::int16_t value) {
          out.at(static_cast<std::size_t>(i)) = value;
        });
      }
      ASSERT_EQ(out, values);
      ASSERT_EQ(stood_for, static_cast<int>(values.size()));
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
