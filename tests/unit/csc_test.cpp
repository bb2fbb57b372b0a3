// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/csc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

#include "hw/invariant.h"

namespace eyeriss::hw {
namespace {

using Values = std::vector<std::int16_t>;
using Words = std::vector<noc::DataWord>;
using Pairs = std::vector<std::pair<int, int>>;

Pairs entries_of(const Words& words) {
  Pairs pairs;
  for (const noc::DataWord& word : words) {
    for (std::size_t i = 0; i < word.entries; ++i) {
      pairs.emplace_back(word.counts[i], word.values[i]);
    }
  }
  return pairs;
}

/// The pairs of a segment, by way of words of two.
Pairs pairs_of(const Values& values) {
  Words words;
  append_csc_segment(values, 2, words);
  return entries_of(words);
}

Values decoded(const Words& words, std::size_t length) {
  Values values(length);
  int index = 0;
  for (const noc::DataWord& word : words) {
    index = decode_word(word, index, [&](int at, std::int16_t value) {
      values.at(static_cast<std::size_t>(at)) = value;
    });
  }
  return values;
}

Values zeros_then(int zeros, std::int16_t value) {
  Values values(static_cast<std::size_t>(zeros));
  values.push_back(value);
  return values;
}

TEST(Csc, ZerosBeforeAValueAreCounted) {
  EXPECT_EQ(pairs_of({5, -3}), (Pairs{{0, 5}, {0, -3}}));
  EXPECT_EQ(pairs_of({0, 0, 255, 0, -128}), (Pairs{{2, 255}, {1, -128}}));
}

TEST(Csc, ZerosAtTheEndAreLeftOut) {
  EXPECT_EQ(pairs_of({7, 0, 0}), (Pairs{{0, 7}}));
  Values values = zeros_then(1, 4);
  values.resize(60);
  EXPECT_EQ(pairs_of(values), (Pairs{{1, 4}}));
  EXPECT_EQ(pairs_of(Values(40)), Pairs{});
  EXPECT_EQ(pairs_of({}), Pairs{});
}

TEST(Csc, LongRunsTakePairsOfAZero) {
  EXPECT_EQ(pairs_of(zeros_then(15, 9)), (Pairs{{15, 9}}));
  EXPECT_EQ(pairs_of(zeros_then(16, 9)), (Pairs{{15, 0}, {0, 9}}));
  EXPECT_EQ(pairs_of(zeros_then(31, 9)), (Pairs{{15, 0}, {15, 9}}));
  EXPECT_EQ(pairs_of(zeros_then(32, 9)), (Pairs{{15, 0}, {15, 0}, {0, 9}}));
  // Each run counts from the value before it.
  EXPECT_EQ(pairs_of([] {
              Values values = zeros_then(10, 1);
              const Values more = zeros_then(17, 2);
              values.insert(values.end(), more.begin(), more.end());
              return values;
            }()),
            (Pairs{{10, 1}, {15, 0}, {1, 2}}));
}

TEST(Csc, WordsOfASegment) {
  Words words;
  append_csc_segment(Values{1, 0, 2, 3}, 2, words);
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].entries, 2);
  EXPECT_FALSE(words[0].ends_segment);
  EXPECT_EQ(words[1].entries, 1);
  EXPECT_TRUE(words[1].ends_segment);

  // The next one begins with a word of its own; a full word can be the last.
  append_csc_segment(Values{4, 5, 0}, 2, words);
  ASSERT_EQ(words.size(), 3u);
  EXPECT_EQ(words[1].entries, 1);
  EXPECT_EQ(words[2].entries, 2);
  EXPECT_TRUE(words[2].ends_segment);

  append_csc_segment(Values{0, 0, 0}, 2, words);
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[3].entries, 0);
  EXPECT_TRUE(words[3].ends_segment);
  for (const noc::DataWord& word : words) EXPECT_FALSE(word.ends_block);
}

TEST(Csc, RawSegmentsAndBlocks) {
  Words words;
  append_raw_segment(Values{0, 6, 0, 7}, 3, words);
  append_raw_segment(Values{8}, 3, words);
  append_raw_block(Values{1, 2, 3, 0}, 3, words);
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(entries_of(words),
            (Pairs{{0, 0}, {0, 6}, {0, 0}, {0, 7}, {0, 8}, {0, 1}, {0, 2}, {0, 3}, {0, 0}}));
  const std::vector<int> sizes{3, 1, 1, 3, 1};
  const std::vector<bool> ends{false, true, true, false, false};
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(words[i].entries, sizes[i]) << i;
    EXPECT_EQ(words[i].ends_segment, ends[i]) << i;
  }
}

TEST(Csc, PayloadIsTwelveBitsAPairOrEightAValue) {
  EXPECT_EQ(kCscPairBits, 12);
  const noc::DataWord word{.entries = 3};
  EXPECT_EQ(payload_bits(word, true), 36);
  EXPECT_EQ(payload_bits(word, false), 24);
  EXPECT_EQ(payload_bits(noc::DataWord{}, true), 0);
}

TEST(Csc, AWordHasRoomForOneToFourEntries) {
  Words words;
  const Values values{1, 2, 3, 4, 5};
  EXPECT_THROW(append_csc_segment(values, 5, words), InvariantError);
  EXPECT_THROW(append_raw_segment(values, 0, words), InvariantError);
  EXPECT_THROW(append_raw_block(values, 5, words), InvariantError);
  EXPECT_TRUE(words.empty());
  append_csc_segment(values, 4, words);
  EXPECT_EQ(words.size(), 2u);
}

TEST(Csc, ComesBackAndTakesAPairPerValueAndPerSixteenZerosBeforeIt) {
  std::mt19937 random(1);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int trial = 0; trial < 2000; ++trial) {
    Values values(static_cast<std::size_t>(pick(0, 120)));
    const int zeros_in_20 = pick(0, 20);
    for (auto& value : values) {
      if (pick(1, 20) > zeros_in_20) value = static_cast<std::int16_t>(pick(-128, 255));
    }
    int expected = 0;
    auto from = values.begin();
    const auto is_value = [](std::int16_t value) { return value != 0; };
    for (auto at = std::find_if(from, values.end(), is_value); at != values.end();
         at = std::find_if(from, values.end(), is_value)) {
      expected += static_cast<int>(at - from) / 16 + 1;
      from = at + 1;
    }
    EXPECT_EQ(csc_pairs(values), expected);

    const int per_word = pick(1, 4);
    Words words;
    append_csc_segment(values, per_word, words);
    EXPECT_EQ(static_cast<int>(words.size()), std::max(1, (expected + per_word - 1) / per_word));
    EXPECT_EQ(std::count_if(words.begin(), words.end(),
                            [](const noc::DataWord& word) { return word.ends_segment; }),
              1);
    EXPECT_TRUE(words.back().ends_segment);
    ASSERT_EQ(decoded(words, values.size()), values) << "trial " << trial;

    Words raw;
    append_raw_segment(values, per_word, raw);
    ASSERT_EQ(decoded(raw, values.size()), values) << "trial " << trial;
  }
}

}  // namespace
}  // namespace eyeriss::hw
