// SPDX-License-Identifier: Apache-2.0
// noc/channel.h, ends in different domains: "what one side does at time T is seen by the other
// from its second clock edge after T on."
#include <random>

#include "noc/channel.h"
#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::from;
using test::NamedSchedule;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;

/// Counts clock edges one by one.
Cycle second_edge_after(std::int64_t time_ps, std::int64_t period_ps) {
  int edges = 0;
  for (Cycle cycle = 0;; ++cycle) {
    if (cycle * period_ps > time_ps && ++edges == 2) return cycle;
  }
}

class CrossingTiming : public ::testing::TestWithParam<NamedSchedule> {
 protected:
  void transfer(double producer_mhz, double consumer_mhz, int depth, const Timed<int>& values,
                const std::vector<Cycle>& not_before = {}) {
    here_ = std::make_unique<ClockDomain>("here", producer_mhz, GetParam().schedule);
    there_ = std::make_unique<ClockDomain>("there", consumer_mhz, GetParam().schedule);
    channel_ = std::make_unique<Channel<int>>(depth);
    producer_ = std::make_unique<Script<int>>(*here_, *channel_, values);
    consumer_ = std::make_unique<Recorder<int>>(*there_, *channel_, not_before);
    channel_->connect(producer_.get(), consumer_.get());
    test::run({here_.get(), there_.get()}, 12000);
  }

  std::unique_ptr<ClockDomain> here_;
  std::unique_ptr<ClockDomain> there_;
  std::unique_ptr<Channel<int>> channel_;
  std::unique_ptr<Script<int>> producer_;
  std::unique_ptr<Recorder<int>> consumer_;
};

EYERISS_UNDER_EVERY_SCHEDULE(CrossingTiming);

TEST_P(CrossingTiming, SlowToFast) {
  // 60 MHz: edges at 0, 16667, 33334 ps; 200 MHz: every 5000 ps. After 16667 ps come the edges
  // at 20000 (cycle 4) and 25000 ps (cycle 5).
  transfer(60, 200, 4, {{0, 1}, {1, 2}, {2, 3}});
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 2));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(2, 5, 8));
}

TEST_P(CrossingTiming, FastToSlow) {
  // Pushed at 0, 5000, 15000 and 20000 ps. Edges of 60 MHz at 16667, 33334 and 50001 ps.
  transfer(200, 60, 4, {{0, 1}, {1, 2}, {3, 3}, {4, 4}});
  EXPECT_THAT(consumer_->cycles(), ElementsAre(2, 3, 4, 5)) << "seen in 2, 2, 2, 3; one a cycle";
}

TEST_P(CrossingTiming, FastToSlowOneByOne) {
  transfer(200, 60, 4, {{3, 1}, {4, 2}, {100, 3}});
  // 15000 ps: edges 1 and 2. 20000 ps: edges 2 and 3. 500000 ps: edges 30 (500010) and 31.
  EXPECT_THAT(consumer_->cycles(), ElementsAre(2, 3, 31));
}

TEST_P(CrossingTiming, AnEdgeAtTheSameTimeIsNotAfter) {
  transfer(200, 200, 4, {{5, 1}});
  EXPECT_THAT(consumer_->cycles(), ElementsAre(7)) << "edges after cycle 5: 6 and 7";
}

TEST_P(CrossingTiming, SpaceCrossesBackTheSameWay) {
  // Popped in cycle 10 of 200 MHz (50000 ps): edges of 60 MHz after it: 50001 (3) and 66668 (4).
  transfer(60, 200, 1, from<int>(0, {1, 2}), {10});
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 4));
  // Pushed at 66668 ps: edges at 70000 (14) and 75000 ps (15).
  EXPECT_THAT(consumer_->cycles(), ElementsAre(10, 15));
}

TEST_P(CrossingTiming, SpaceCrossesBackToTheFastSide) {
  // Popped in cycle 4 of 60 MHz (66668 ps): edges of 200 MHz at 70000 (14) and 75000 ps (15).
  transfer(200, 60, 1, from<int>(0, {1, 2}), {4});
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 15));
}

struct Clocks {
  double producer_mhz;
  std::int64_t producer_ps;
  double consumer_mhz;
  std::int64_t consumer_ps;
};

class AnyCrossingTiming : public CrossingTiming {
 protected:
  /// A random exchange over a channel of depth 3, against edges counted one by one.
  void check(const Clocks& clocks) {
    std::mt19937 random(7);
    Timed<int> values;
    std::vector<Cycle> not_before;
    Cycle push = 0;
    Cycle pop = 0;
    for (int i = 0; i < 60; ++i) {
      values.emplace_back(push += static_cast<Cycle>(random() % 9), i);
      not_before.push_back(pop += static_cast<Cycle>(random() % 9));
    }
    constexpr std::size_t kDepth = 3;
    transfer(clocks.producer_mhz, clocks.consumer_mhz, kDepth, values, not_before);

    std::vector<Cycle> pushed;
    std::vector<Cycle> popped;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Cycle at = values[i].first;
      if (i > 0) at = std::max(at, pushed[i - 1] + 1);
      if (i >= kDepth) {
        const auto freed_ps = popped[i - kDepth] * clocks.consumer_ps;
        at = std::max(at, second_edge_after(freed_ps, clocks.producer_ps));
      }
      pushed.push_back(at);
      Cycle seen = second_edge_after(at * clocks.producer_ps, clocks.consumer_ps);
      if (i > 0) seen = std::max(seen, popped[i - 1] + 1);
      popped.push_back(std::max(seen, not_before[i]));
    }
    EXPECT_EQ(producer_->cycles(), pushed);
    EXPECT_EQ(consumer_->cycles(), popped);
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(AnyCrossingTiming);

TEST_P(AnyCrossingTiming, From60To200) { check({60, 16667, 200, 5000}); }
TEST_P(AnyCrossingTiming, From200To60) { check({200, 5000, 60, 16667}); }
TEST_P(AnyCrossingTiming, From200To200) { check({200, 5000, 200, 5000}); }
TEST_P(AnyCrossingTiming, From100To200) { check({100, 10000, 200, 5000}); }
TEST_P(AnyCrossingTiming, From400To250) { check({400, 2500, 250, 4000}); }
TEST_P(AnyCrossingTiming, From70To1000) { check({70, 14286, 1000, 1000}); }

}  // namespace
}  // namespace eyeriss::noc
