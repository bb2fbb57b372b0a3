// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "hw/codec/rlc_decoder.h"
#include "hw/codec/rlc_encoder.h"
#include "hw/codec/rlc_error.h"

namespace eyeriss::hw {
namespace {

using Values = std::vector<std::int16_t>;
using Words = std::vector<noc::Word64>;

std::int64_t size_of(const Values& values) { return static_cast<std::int64_t>(values.size()); }

/// The code of a stream as numbers, which a literal shows better than words of four values.
std::vector<std::uint64_t> code_of(const Values& values) {
  std::vector<std::uint64_t> bits;
  for (const noc::Word64& word : rlc_encode(values)) bits.push_back(to_bits(word));
  return bits;
}

using Bits = std::vector<std::uint64_t>;

Values zeros_then(int zeros, std::int16_t value) {
  Values values(static_cast<std::size_t>(zeros));
  values.push_back(value);
  return values;
}

/// A second reading of the format: the stream as one string of characters 0 and 1, the first bit
/// first, from the lengths of the runs between non-zero values.
class BitString {
 public:
  static Words code(const Values& values) {
    BitString string;
    int zeros = 0;
    for (const std::int16_t value : values) {
      if (value == 0) {
        ++zeros;
        continue;
      }
      for (int i = 0; i < zeros / 32; ++i) string.add_pair(31, 0);
      string.add_pair(zeros % 32, value);
      zeros = 0;
    }
    for (int i = 0; i < zeros / 32; ++i) string.add_pair(31, 0);
    if (zeros % 32 != 0) string.add_pair(zeros % 32 - 1, 0);
    return string.words();
  }

 private:
  void add_pair(int run, int level) {
    // The bit that tells the last word from others comes after three pairs.
    if (bits_.size() % 64 == 63) bits_ += '0';
    add(run, 5);
    add(level, 16);
  }

  void add(int number, int width) {
    for (int i = 0; i < width; ++i) bits_ += (number >> i & 1) != 0 ? '1' : '0';
  }

  Words words() {
    if (bits_.empty()) bits_ = "0";
    while (bits_.size() % 64 != 63) bits_ += '0';
    bits_ += '1';
    Words words(bits_.size() / 64);
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      if (bits_[i] == '0') continue;
      std::int16_t& value = words[i / 64][i / 16 % 4];
      value = static_cast<std::int16_t>(value | 1 << i % 16);
    }
    return words;
  }

  std::string bits_;
};

/// The pairs of a stream, from the places of its non-zero values.
std::int64_t pairs_of(const Values& values) {
  std::int64_t pairs = 0;
  std::int64_t after_last = 0;
  for (std::int64_t i = 0; i < size_of(values); ++i) {
    if (values[static_cast<std::size_t>(i)] == 0) continue;
    pairs += 1 + (i - after_last) / 32;
    after_last = i + 1;
  }
  return pairs + (size_of(values) - after_last + 31) / 32;
}

/// Everything that is known of the code of a stream.
void expect_coded_and_decoded(const Values& values) {
  const Words words = rlc_encode(values);
  EXPECT_EQ(words, BitString::code(values));
  EXPECT_EQ(rlc_decode(words, size_of(values)), values);
  EXPECT_EQ(static_cast<std::int64_t>(words.size()),
            std::max<std::int64_t>(1, (pairs_of(values) + 2) / 3));
  EXPECT_LE(static_cast<std::int64_t>(words.size()), rlc_words_bound(size_of(values)));
}

/// Each value is zero with probability 1 - density, else any other level.
Values random_values(std::mt19937& random, int count, double density) {
  std::bernoulli_distribution is_level(density);
  std::uniform_int_distribution<int> magnitude(1, std::numeric_limits<std::int16_t>::max());
  std::bernoulli_distribution is_negative(0.5);
  Values values(static_cast<std::size_t>(count));
  for (std::int16_t& value : values) {
    if (!is_level(random)) continue;
    const int level = magnitude(random);
    value = static_cast<std::int16_t>(is_negative(random) ? ~level : level);
  }
  return values;
}

TEST(Rlc, WordWorkedByHand) {
  // 2 zeros and 12: run 2, level 12 << 5 = 0x180. No zero and -1: level 0xFFFF << 26. 5 zeros and
  // 22: run 5 << 42 = 0x14 0000 0000 00, level 22 << 47 = 0xB 0000 0000 0000. Last bit 63.
  const Values values{0, 0, 12, -1, 0, 0, 0, 0, 0, 22};
  EXPECT_EQ(code_of(values), (Bits{0x182U | 0x3FFFC000000U | 0x140000000000U | 0xB000000000000U |
                                   0x8000000000000000U}));
}

TEST(Rlc, LastBitMarksTheLastWordOnly) {
  // Levels of 1 at bits 5, 26 and 47: 0x20, 0x400 0000, 0x8000 0000 0000.
  EXPECT_EQ(code_of({1, 1, 1}), (Bits{0x8000800004000020U}));
  EXPECT_EQ(code_of({1, 1, 1, 1}), (Bits{0x0000800004000020U, 0x8000000000000020U}));
}

TEST(Rlc, EmptyStreamIsOneWord) {
  EXPECT_EQ(code_of({}), (Bits{0x8000000000000000U}));
  EXPECT_EQ(rlc_decode(rlc_encode({}), 0), Values{});
}

TEST(Rlc, LongRunsTakeFurtherPairs) {
  const std::uint64_t last = 0x8000000000000000U;
  // Pairs (31, 7); (31, 0) (0, 7); (31, 0) (1, 7); with 7 << 5 = 0xE0, 7 << 26 = 0x1C000000 and a
  // run of 1 in the second pair 1 << 21 = 0x200000.
  EXPECT_EQ(code_of(zeros_then(31, 7)), (Bits{last | 0xFFU}));
  EXPECT_EQ(code_of(zeros_then(32, 7)), (Bits{last | 0x1FU | 0x1C000000U}));
  EXPECT_EQ(code_of(zeros_then(33, 7)), (Bits{last | 0x1FU | 0x1C200000U}));
  // (31, 0) (31, 7), with a run of 31 << 21 = 0x3E00000.
  EXPECT_EQ(code_of(zeros_then(63, 7)), (Bits{last | 0x1FU | 0x1FE00000U}));
  // (31, 0) (31, 0) (0, 7) and (1, 7), with 7 << 47 and a run of 1 << 42.
  EXPECT_EQ(code_of(zeros_then(64, 7)), (Bits{last | 0x3E0001FU | 0x3800000000000U}));
  EXPECT_EQ(code_of(zeros_then(65, 7)), (Bits{last | 0x3E0001FU | 0x3840000000000U}));
  // (31, 0) three times fills a word; (0, 7) is left for the next.
  EXPECT_EQ(code_of(zeros_then(96, 7)), (Bits{0x7C0003E0001FU, last | 0xE0U}));
}

TEST(Rlc, TrailingZerosAreCodedTheLastAsALevel) {
  const std::uint64_t last = 0x8000000000000000U;
  // (0, 7) (0, 0): the same bits as without the zero. The length tells them apart.
  EXPECT_EQ(code_of({7, 0}), (Bits{last | 0xE0U}));
  EXPECT_EQ(rlc_decode(rlc_encode(Values{7, 0}), 2), (Values{7, 0}));
  EXPECT_EQ(rlc_decode(rlc_encode(Values{7, 0}), 1), (Values{7}));
  EXPECT_EQ(code_of({7, 0, 0}), (Bits{last | 0xE0U | 0x200000U}));       // (0, 7) (1, 0)
  EXPECT_EQ(code_of(Values(32)), (Bits{last | 0x1FU}));                  // (31, 0)
  EXPECT_EQ(code_of(Values(33)), (Bits{last | 0x1FU}));                  // (31, 0) (0, 0)
  EXPECT_EQ(code_of(Values(34)), (Bits{last | 0x20001FU}));              // (31, 0) (1, 0)
  EXPECT_EQ(code_of(Values(96)), (Bits{last | 0x7C0003E0001FU}));        // (31, 0) three times
  EXPECT_EQ(code_of(Values(97)), (Bits{0x7C0003E0001FU, last | 0x0U}));  // and (0, 0)
}

TEST(Rlc, RunsOfEveryLengthEndAtEveryPairOfAWord) {
  for (int zeros = 0; zeros <= 200; ++zeros) {
    for (int phase = 0; phase < 3; ++phase) {
      Values values(static_cast<std::size_t>(phase + zeros));
      std::fill_n(values.begin(), phase, std::int16_t{3});
      expect_coded_and_decoded(values);  // a trailing run
      values.push_back(-5);
      expect_coded_and_decoded(values);  // one before a level
      values.insert(values.end(), static_cast<std::size_t>(zeros), 0);
      values.push_back(9);
      expect_coded_and_decoded(values);  // one behind the other
    }
  }
}

TEST(Rlc, AlternatingAndUniformStreams) {
  for (const int count : {1, 2, 3, 4, 5, 6, 7, 169, 729, 3025, 51529}) {
    Values values(static_cast<std::size_t>(count));
    expect_coded_and_decoded(values);
    for (std::size_t i = 0; i < values.size(); i += 2) values[i] = 1;
    expect_coded_and_decoded(values);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 0 : -1;
    expect_coded_and_decoded(values);
    // The lowest level is its own negative.
    for (std::int16_t& value : values) value = std::numeric_limits<std::int16_t>::min();
    expect_coded_and_decoded(values);
  }
}

TEST(Rlc, RandomStreamsOfManyDensitiesAndLengths) {
  std::mt19937 random(20170101);
  std::uniform_int_distribution<int> count(0, 700);
  for (const double density : {0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 0.99, 1.0}) {
    for (int i = 0; i < 150; ++i) {
      expect_coded_and_decoded(random_values(random, count(random), density));
    }
  }
}

TEST(Rlc, LengthMeetsItsExpectation) {
  // Zeros of probability q: the run before a level is geometric, so a level takes, with its run,
  // 1 + q^32 + q^64 + ... = 1 / (1 - q^32) pairs in the mean.
  std::mt19937 random(20170102);
  constexpr int kCount = 1'000'000;
  for (const double density : {0.02, 0.1, 0.3, 0.7}) {
    const double words = kCount * density / (1 - std::pow(1 - density, 32)) / 3;
    const auto coded = rlc_encode(random_values(random, kCount, density));
    // Number of levels: a standard deviation of at most 0.7 %, here of 20000.
    EXPECT_NEAR(static_cast<double>(coded.size()), words, 0.02 * words) << density;
  }
}

TEST(Rlc, BoundIsReachedWithoutZeros) {
  EXPECT_EQ(rlc_words_bound(0), 1);
  EXPECT_EQ(rlc_words_bound(1), 1);
  EXPECT_EQ(rlc_words_bound(3), 1);
  EXPECT_EQ(rlc_words_bound(4), 2);
  for (int count = 1; count < 50; ++count) {
    const Values values(static_cast<std::size_t>(count), -1);
    EXPECT_EQ(static_cast<std::int64_t>(rlc_encode(values).size()), rlc_words_bound(count));
  }
}

TEST(Rlc, TruncatedStreamsAreRefused) {
  std::mt19937 random(20170103);
  for (const double density : {0.0, 0.05, 0.5, 1.0}) {
    const Values values = random_values(random, 400, density);
    Words words = rlc_encode(values);
    while (!words.empty()) {
      words.pop_back();
      EXPECT_THROW(rlc_decode(words, size_of(values)), RlcError);
    }
  }
}

TEST(Rlc, LengthsBeyondTheStreamAndWordsBehindItAreRefused) {
  const Values values = zeros_then(40, 3);
  Words words = rlc_encode(values);
  // (31, 0) (8, 3) (0, 0): the unused pair can be taken for one zero more, not for two.
  EXPECT_EQ(rlc_decode(words, 42).back(), 0);
  EXPECT_THROW(rlc_decode(words, 43), RlcError);
  EXPECT_THROW(rlc_decode(words, 40), RlcError);
  words.push_back(to_word(kRlcLastBit));
  EXPECT_THROW(rlc_decode(words, 41), RlcError);
}

TEST(Rlc, NoBitOfAStreamCanChangeUnnoticed) {
  std::mt19937 random(20170104);
  int refused = 0;
  int changed = 0;
  for (const double density : {0.0, 0.02, 0.1, 0.5, 1.0}) {
    for (const int count : {0, 1, 2, 31, 32, 33, 95, 96, 97, 150}) {
      const Values values = random_values(random, count, density);
      const Words words = rlc_encode(values);
      for (std::size_t bit = 0; bit < 64 * words.size(); ++bit) {
        Words corrupt = words;
        corrupt[bit / 64] = to_word(to_bits(corrupt[bit / 64]) ^ std::uint64_t{1} << bit % 64);
        try {
          EXPECT_NE(rlc_decode(corrupt, count), values) << "bit " << bit << " of " << count;
          ++changed;
        } catch (const RlcError&) {
          ++refused;
        }
      }
    }
  }
  EXPECT_GT(changed, 0);
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace eyeriss::hw
