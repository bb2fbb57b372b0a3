// SPDX-License-Identifier: Apache-2.0
#include "noc/random_delay.h"

#include <gmock/gmock.h>

namespace eyeriss::noc {
namespace {

TEST(RandomDelay, IsNowAndThenAFewCyclesLate) {
  RandomDelay delay(5);
  int late = 0;
  for (Cycle visible = 0; visible < 100'000; visible += 100) {
    const Cycle seen = delay.delay(visible);
    ASSERT_GE(seen, visible);
    ASSERT_LT(seen, visible + 20);
    late += seen > visible ? 1 : 0;
  }
  EXPECT_GT(late, 50) << "of 1000";
  EXPECT_LT(late, 300);
}

TEST(RandomDelay, KeepsTheOrder) {
  RandomDelay delay(6);
  Cycle last = 0;
  for (Cycle visible = 1; visible < 2000; ++visible) {
    const Cycle seen = delay.delay(visible);
    ASSERT_GE(seen, last);
    last = seen;
  }
}

TEST(RandomDelay, SameSeedSameDelays) {
  RandomDelay one(7);
  RandomDelay other(7);
  for (Cycle visible = 0; visible < 5000; visible += 10)
    ASSERT_EQ(one.delay(visible), other.delay(visible));
}

TEST(RandomDelay, WithoutJitterOnlyFrozenWordsAreLate) {
  RandomDelay delay(0);
  delay.without_jitter();
  delay.freeze_from(3);
  for (Cycle visible = 10; visible < 13; ++visible) EXPECT_EQ(delay.delay(visible), visible);
  EXPECT_EQ(delay.delay(13), kNever);
  EXPECT_EQ(delay.delay(14), kNever);
}

}  // namespace
}  // namespace eyeriss::noc
