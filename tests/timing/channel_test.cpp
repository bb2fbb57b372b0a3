// SPDX-License-Identifier: Apache-2.0
// noc/channel.h: "what is pushed in cycle c can be popped from c+1 on; the space of what is
// popped in c can be filled from c+1 on."
#include "noc/channel.h"

#include <numeric>

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::from;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;

class ChannelTiming : public test::TimingTest {
 protected:
  /// Pushes `values` into a channel of `depth`, pops them, and logs both.
  void transfer(int depth, const Timed<int>& values, const std::vector<Cycle>& not_before = {}) {
    channel_ = std::make_unique<Channel<int>>(depth);
    producer_ = std::make_unique<Script<int>>(core_, *channel_, values);
    consumer_ = std::make_unique<Recorder<int>>(core_, *channel_, not_before);
    channel_->connect(producer_.get(), consumer_.get());
    if (frozen_from_ >= 0) channel_->freeze_from(static_cast<std::uint64_t>(frozen_from_));
    run();
  }

  int frozen_from_ = -1;
  std::unique_ptr<Channel<int>> channel_;
  std::unique_ptr<Script<int>> producer_;
  std::unique_ptr<Recorder<int>> consumer_;
};

EYERISS_UNDER_EVERY_SCHEDULE(ChannelTiming);

TEST_P(ChannelTiming, PushIsSeenInTheNextCycle) {
  transfer(4, {{5, 7}});
  EXPECT_THAT(producer_->cycles(), ElementsAre(5));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(6)) << "looked for in every cycle from 0 on";
  EXPECT_THAT(consumer_->values(), ElementsAre(7));
}

TEST_P(ChannelTiming, PushesOfDifferentCyclesAreSeenOneCycleLaterEach) {
  transfer(4, {{0, 1}, {3, 2}, {4, 3}, {600, 4}});
  EXPECT_THAT(consumer_->cycles(), ElementsAre(1, 4, 5, 601));
}

TEST_P(ChannelTiming, SpaceIsFreeInTheCycleAfterThePop) {
  transfer(1, from<int>(0, {1, 2}), {10});
  EXPECT_THAT(consumer_->cycles(), ElementsAre(10, 12));
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 11)) << "not in cycle 10, that of the pop";
}

TEST_P(ChannelTiming, HoldsAsManyAsItIsDeep) {
  transfer(3, from<int>(0, {1, 2, 3, 4, 5}), {20});
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 2, 21, 22));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(20, 21, 22, 23, 24));
  EXPECT_THAT(consumer_->values(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_P(ChannelTiming, DepthNeedNotBeAPowerOfTwo) {
  transfer(5, from<int>(0, {1, 2, 3, 4, 5, 6, 7}), {30});
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 2, 3, 4, 31, 32));
}

TEST_P(ChannelTiming, DepthOneGivesHalfTheThroughput) {
  transfer(1, from<int>(0, {1, 2, 3, 4}));
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(1, 3, 5, 7));
}

TEST_P(ChannelTiming, DepthTwoGivesFullThroughput) {
  transfer(2, from<int>(0, {1, 2, 3, 4}));
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(1, 2, 3, 4));
}

TEST_P(ChannelTiming, ConsumerMayTakeItsTimeForEachEntry) {
  transfer(2, from<int>(0, {1, 2, 3, 4}), {5, 5, 40, 41});
  EXPECT_THAT(consumer_->cycles(), ElementsAre(5, 6, 40, 41));
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 6, 7));
}

TEST_P(ChannelTiming, FrozenWordsTakeTheirPlaceAndAreNeverSeen) {
  frozen_from_ = 2;
  transfer(3, from<int>(0, {1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(consumer_->cycles(), ElementsAre(1, 2));
  EXPECT_THAT(producer_->cycles(), ElementsAre(0, 1, 2, 3, 4)) << "two popped, three stuck";
  EXPECT_EQ(channel_->pushed(), 5u);
  EXPECT_EQ(channel_->popped(), 2u);
}

/// Waits for data or for space and logs each evaluation: as long as nothing is known it relies on
/// the channel to wake it.
class Sleeper : public Clocked {
 public:
  Sleeper(ClockDomain& domain, Channel<int>& in, Channel<int>& out)
      : Clocked(domain), in_(in), out_(out) {}
  Cycle evaluate(Cycle now, Cycle /*until*/) override {
    evaluated.push_back(now);
    if (in_.data_at() <= now && data_seen == kNever) data_seen = now;
    if (out_.space_at() <= now && space_seen == kNever) space_seen = now;
    if (in_.data_at() == kNever) in_.wait_for_data();
    if (out_.space_at() == kNever) out_.wait_for_space();
    const Cycle data = data_seen == kNever ? in_.data_at() : kNever;
    const Cycle space = space_seen == kNever ? out_.space_at() : kNever;
    return std::min(data, space);
  }
  std::string state() const override { return "sleeper"; }

  std::vector<Cycle> evaluated;
  Cycle data_seen = kNever;
  Cycle space_seen = kNever;

 private:
  Channel<int>& in_;
  Channel<int>& out_;
};

TEST_P(ChannelTiming, WakesWhoWaitsForDataOrSpace) {
  Channel<int> in(1);
  Channel<int> full(1);
  Sleeper sleeper(core_, in, full);
  Script<int> producer(core_, in, {{700, 1}});
  Recorder<int> consumer(core_, full, {900});
  in.connect(&producer, &sleeper);
  full.connect(&sleeper, &consumer);
  full.push(1, 0);
  run();
  EXPECT_EQ(sleeper.data_seen, 701);
  EXPECT_EQ(sleeper.space_seen, 901);
  if (is_fast()) {
    EXPECT_THAT(sleeper.evaluated, ElementsAre(0, 701, 901)) << "asleep in between";
  } else {
    EXPECT_EQ(sleeper.evaluated.size(), static_cast<std::size_t>(kEnd + 1));
  }
}

class StalledChannelTiming : public test::TimingTest {
 protected:
  Schedule stalling() const {
    Schedule stalling = schedule();
    stalling.stall_seed = 17;
    return stalling;
  }
  ClockDomain late_{"late", 200, stalling()};
};

EYERISS_UNDER_EVERY_SCHEDULE(StalledChannelTiming);

TEST_P(StalledChannelTiming, RandomStallsKeepOrderAndContent) {
  constexpr Cycle kApart = 15;  // so that a late word holds up no other
  Timed<int> values;
  for (int i = 0; i < 120; ++i) values.emplace_back(kApart * i, i);
  Channel<int> channel(4);
  Script<int> producer(late_, channel, values);
  Recorder<int> consumer(late_, channel);
  channel.connect(&producer, &consumer);
  test::run({&core_, &late_}, kEnd);

  ASSERT_EQ(consumer.cycles().size(), values.size());
  int late = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(consumer.values()[i], values[i].second);
    const Cycle delay = consumer.cycles()[i] - (values[i].first + 1);
    EXPECT_GE(delay, 0) << "never seen before cycle c+1";
    if (delay > 0) ++late;
  }
  EXPECT_GT(late, 3) << "now and then";
  EXPECT_LT(late, 60);
}

TEST_P(StalledChannelTiming, BackToBackWordsKeepTheirOrder) {
  std::vector<int> numbers(500);
  std::iota(numbers.begin(), numbers.end(), 0);
  Channel<int> channel(3);
  Script<int> producer(late_, channel, from(0, numbers));
  Recorder<int> consumer(late_, channel);
  channel.connect(&producer, &consumer);
  test::run({&core_, &late_}, 10000);
  EXPECT_EQ(consumer.values(), numbers);
}

}  // namespace
}  // namespace eyeriss::noc
