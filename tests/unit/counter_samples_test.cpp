// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/counter_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyeriss::sim {
namespace {

/// Cycles at the ends of the samples of so many intervals of 10 cycles, which pass 3 times each.
std::vector<std::int64_t> ends_of(std::size_t max_samples, int intervals) {
  CounterSamples samples(max_samples);
  hw::LayerCounters counters;
  for (int i = 0; i < intervals; ++i) {
    counters.total_cycles += 10;
    counters.passes += 3;
    samples.add(counters);
  }
  std::vector<std::int64_t> cycles;
  for (const hw::LayerCounters& end : samples.ends()) {
    EXPECT_EQ(10 * end.passes, 3 * static_cast<std::uint64_t>(end.total_cycles));
    cycles.push_back(end.total_cycles);
  }
  return cycles;
}

TEST(CounterSamples, AreTheIntervalsWhileThereIsRoom) {
  EXPECT_THAT(ends_of(4, 0), testing::IsEmpty());
  EXPECT_THAT(ends_of(4, 3), testing::ElementsAre(10, 20, 30));
  EXPECT_THAT(ends_of(4, 4), testing::ElementsAre(10, 20, 30, 40));
}

TEST(CounterSamples, AreOfMoreAndMoreIntervalsWhenThereIsNone) {
  EXPECT_THAT(ends_of(4, 5), testing::ElementsAre(20, 40, 50));
  EXPECT_THAT(ends_of(4, 6), testing::ElementsAre(20, 40, 60));
  EXPECT_THAT(ends_of(4, 7), testing::ElementsAre(20, 40, 60, 70));
  EXPECT_THAT(ends_of(4, 8), testing::ElementsAre(20, 40, 60, 80));
  EXPECT_THAT(ends_of(4, 9), testing::ElementsAre(40, 80, 90));
  EXPECT_THAT(ends_of(2, 9), testing::ElementsAre(80, 90));
}

TEST(CounterSamples, EndAtTheEndHoweverMuchIsMerged) {
  for (int intervals = 1; intervals < 300; ++intervals) {
    const auto ends = ends_of(8, intervals);
    EXPECT_LE(ends.size(), 8U);
    EXPECT_GT(ends.size(), std::min(intervals, 5) - 1U);
    EXPECT_EQ(ends.back(), 10 * intervals);
  }
}

}  // namespace
}  // namespace eyeriss::sim
