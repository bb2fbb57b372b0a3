// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/decoder_timing.h"

#include <gtest/gtest.h>

#include <cmath>

namespace eyeriss::sim {
namespace {

TEST(DecoderTiming, RawAndDenseWordsTakeACycle) {
  EXPECT_EQ(decoder_cycles_per_word(hw::Coding::kRaw, 0.9), 1);
  EXPECT_EQ(decoder_cycles_per_word(hw::Coding::kRlc, 0), 1);
}

TEST(DecoderTiming, AWordOfZerosStandsForThreeTimesThirtyTwo) {
  EXPECT_NEAR(decoder_cycles_per_word(hw::Coding::kRlc, 1), 96 / 4, 1e-9);
}

TEST(DecoderTiming, IsBoundedAndGrowsWithTheZeros) {
  double last = 1;
  for (const double zeros : {0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1 - 1e-9}) {
    const double cycles = decoder_cycles_per_word(hw::Coding::kRlc, zeros);
    EXPECT_GT(cycles, last);
    EXPECT_LE(cycles, 24 + 1e-9);
    last = cycles;
  }
}

TEST(DecoderTiming, FewZeros) {
  // Three values and z zeros: a second cycle from two zeros on. With chance p of a zero, three
  // geometric runs give two or more with 1 - (1-p)^3 (1 + 3p); a third cycle is far rarer.
  const double p = 0.01;
  EXPECT_NEAR(decoder_cycles_per_word(hw::Coding::kRlc, p),
              1 + 1 - std::pow(1 - p, 3) * (1 + 3 * p), 1e-6);
}

}  // namespace
}  // namespace eyeriss::sim
