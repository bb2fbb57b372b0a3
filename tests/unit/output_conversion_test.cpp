// SPDX-License-Identifier: Apache-2.0
#include "hw/output_conversion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace eyeriss::hw {
namespace {

Layer layer(int shift, bool relu = false, bool is_unsigned = false) {
  Layer result{};
  result.relu = relu;
  result.output_shift = shift;
  result.output_is_unsigned = is_unsigned;
  return result;
}

TEST(ToOutput, SaturatesBothWays) {
  EXPECT_EQ(to_output(127, layer(0)), 127);
  EXPECT_EQ(to_output(128, layer(0)), 127);
  EXPECT_EQ(to_output(-128, layer(0)), -128);
  EXPECT_EQ(to_output(-129, layer(0)), -128);
  EXPECT_EQ(to_output(255, layer(0, false, true)), 255);
  EXPECT_EQ(to_output(256, layer(0, false, true)), 255);
  EXPECT_EQ(to_output(-1, layer(0, false, true)), 0);
}

TEST(ToOutput, ShiftsBeforeItSaturates) {
  EXPECT_EQ(to_output(400, layer(2)), 100);
  EXPECT_EQ(to_output(-400, layer(2)), -100);
  EXPECT_EQ(to_output(1020, layer(2, false, true)), 255);
}

TEST(ToOutput, ShiftRoundsDown) {
  EXPECT_EQ(to_output(7, layer(1)), 3);
  EXPECT_EQ(to_output(-7, layer(1)), -4);
  EXPECT_EQ(to_output(-1, layer(31)), -1);
  EXPECT_EQ(to_output(524287, layer(31)), 0);
}

TEST(ToOutput, RectifiesBeforeItShifts) {
  EXPECT_EQ(to_output(-1, layer(1, true)), 0);
  EXPECT_EQ(to_output(-400, layer(0, true)), 0);
  EXPECT_EQ(to_output(400, layer(0, true)), 127);
  EXPECT_EQ(to_output(400, layer(1, true, true)), 200);
}

TEST(ToOutput, LooksAtTheLow20BitsOnly) {
  EXPECT_EQ(to_output(1 << 20, layer(0)), 0);
  EXPECT_EQ(to_output((1 << 20) - 5, layer(0)), -5);
  EXPECT_EQ(to_output(524288, layer(13)), -64) << "2^19 wraps";
  EXPECT_EQ(to_output(-524289, layer(13)), 63);
  EXPECT_EQ(to_output(524288, layer(13, true)), 0) << "wraps before the ReLU";
  EXPECT_EQ(to_output(-524289, layer(13, true)), 63);
  EXPECT_EQ(to_output(INT32_MIN + 9, layer(0)), 9);
}

TEST(ToOutput, IsRightForEveryPsum) {
  for (const int shift : {0, 4, 11}) {
    for (int psum = -524288; psum < 524288; ++psum) {
      const double quotient = std::floor(psum / std::exp2(shift));
      const double rectified = std::max(0.0, quotient);
      ASSERT_EQ(to_output(psum, layer(shift)), std::clamp(quotient, -128.0, 127.0)) << psum;
      ASSERT_EQ(to_output(psum, layer(shift, true)), std::min(rectified, 127.0)) << psum;
      ASSERT_EQ(to_output(psum, layer(shift, false, true)), std::min(rectified, 255.0)) << psum;
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
