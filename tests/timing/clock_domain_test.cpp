// SPDX-License-Identifier: Apache-2.0
// noc/clock_domain.h and noc/clocked.h: when modules are evaluated.
#include "noc/clock_domain.h"

#include <algorithm>
#include <functional>
#include <set>

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;

/// Logs the cycles in which it is evaluated; `next(now)` says when it wants to be next.
class Sleeper : public Clocked {
 public:
  Sleeper(ClockDomain& domain, std::function<Cycle(Cycle)> next)
      : Clocked(domain), next_(std::move(next)) {}
  Cycle evaluate(Cycle now, Cycle until) override {
    evaluated.push_back(now);
    until_.push_back(until);
    return next_(now);
  }
  std::string state() const override { return "sleeper"; }

  std::vector<Cycle> evaluated;
  std::vector<Cycle> until_;

 private:
  std::function<Cycle(Cycle)> next_;
};

Cycle never(Cycle /*now*/) { return kNever; }

TEST(ClockDomainFast, JumpsToTheNextCycleInWhichAModuleIsDue) {
  ClockDomain core("core", 200, {});
  Sleeper often(core, [](Cycle now) { return now < 21 ? now + 7 : kNever; });
  Sleeper seldom(core, [](Cycle now) { return now < 300 ? now + 150 : kNever; });
  Sleeper once(core, never);
  sc_core::sc_start();
  EXPECT_THAT(often.evaluated, ElementsAre(0, 7, 14, 21));
  EXPECT_THAT(often.until_, ::testing::Each(kNever));
  EXPECT_THAT(seldom.evaluated, ElementsAre(0, 150, 300));
  EXPECT_THAT(once.evaluated, ElementsAre(0)) << "each is evaluated in cycle 0";
}

TEST(ClockDomainFast, SleepsAsLongAsItIsTold) {
  ClockDomain core("core", 200, {});
  Sleeper far(core, [](Cycle now) { return now < 3'000'000 ? now + 1'000'000 : kNever; });
  Sleeper near(core, [](Cycle now) { return now < 4000 ? now + 511 + now % 3 : kNever; });
  sc_core::sc_start();
  EXPECT_THAT(far.evaluated, ElementsAre(0, 1'000'000, 2'000'000, 3'000'000));
  EXPECT_THAT(near.evaluated, ElementsAre(0, 511, 1023, 1534, 2046, 2557, 3069, 3580, 4092));
}

TEST(ClockDomainFast, AnEarlierWakeCountsALaterOneDoesNot) {
  ClockDomain core("core", 200, {});
  Sleeper woken(core, [](Cycle now) { return now == 0 ? 1000 : kNever; });
  Sleeper other(core, [](Cycle now) { return now == 0 ? 1000 : kNever; });
  Sleeper waker(core, [&](Cycle now) {
    if (now == 10) woken.wake(20);
    if (now == 10) other.wake(2000);
    return now == 0 ? 10 : kNever;
  });
  sc_core::sc_start();
  EXPECT_THAT(woken.evaluated, ElementsAre(0, 20));
  EXPECT_THAT(other.evaluated, ElementsAre(0, 1000));
}

TEST(ClockDomainFast, AWakeFromAnotherDomainFindsAModuleInADomainAsleep) {
  ClockDomain core("core", 200, {});
  ClockDomain link("link", 60, {});
  Sleeper asleep(core, never);
  Sleeper waker(link, [&](Cycle now) {
    if (now == 30) asleep.wake(102);  // 500010 ps, and 510000 ps
    return now == 0 ? 30 : kNever;
  });
  sc_core::sc_start();
  EXPECT_THAT(asleep.evaluated, ElementsAre(0, 102));
}

TEST(ClockDomainSlow, EvaluatesEachModuleInEveryCycle) {
  ClockDomain core("core", 200, {.every_cycle = true});
  Sleeper one(core, never);
  Sleeper two(core, [](Cycle now) { return now + 100; });
  test::run({&core}, 5);
  EXPECT_THAT(one.evaluated, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(one.until_, ElementsAre(0, 1, 2, 3, 4, 5)) << "never ahead of the cycle";
  EXPECT_THAT(two.evaluated, ElementsAre(0, 1, 2, 3, 4, 5));
}

/// Whose turn it was, in one log.
std::string order_of_evaluation(const Schedule& schedule) {
  ClockDomain core("core", 200, schedule);
  std::string log;
  std::vector<std::unique_ptr<Sleeper>> modules;
  for (const char name : std::string("abcdef")) {
    modules.push_back(std::make_unique<Sleeper>(core, [&log, name](Cycle now) {
      log += name;
      return now < 3 ? now + 1 : kNever;
    }));
  }
  test::run({&core}, 3);
  return log;
}

TEST(ClockDomainOrder, IsThatOfConstruction) {
  EXPECT_EQ(order_of_evaluation({}), "abcdefabcdefabcdefabcdef");
}

TEST(ClockDomainOrder, IsShuffledOnceInTheFastSchedule) {
  const std::string log = order_of_evaluation({.shuffle_seed = 1});
  EXPECT_NE(log.substr(0, 6), "abcdef");
  EXPECT_EQ(log.size(), 24u);
  EXPECT_EQ(std::string(log.begin(), log.begin() + 6), log.substr(6, 6));
}

TEST(ClockDomainOrder, IsShuffledInEveryCycleOfTheSlowSchedule) {
  const std::string log = order_of_evaluation({.every_cycle = true, .shuffle_seed = 1});
  ASSERT_EQ(log.size(), 24u);
  std::set<std::string> orders;
  for (std::size_t at = 0; at < 24; at += 6) {
    std::string turn = log.substr(at, 6);
    orders.insert(turn);
    std::sort(turn.begin(), turn.end());
    EXPECT_EQ(turn, "abcdef") << "each module once";
  }
  EXPECT_GT(orders.size(), 1u);
}

class ClockDomainTiming : public test::TimingTest {};

EYERISS_UNDER_EVERY_SCHEDULE(ClockDomainTiming);

TEST_P(ClockDomainTiming, CyclesAreClockPeriods) {
  ClockDomain link("link", 60, schedule());
  EXPECT_EQ(core_.time_of(0), 0);
  EXPECT_EQ(core_.time_of(3), 15000);
  EXPECT_EQ(link.time_of(1), 16667) << "whole picoseconds";
  EXPECT_EQ(link.time_of(3), 50001);
  EXPECT_EQ(link.first_cycle_after(16666), 1);
  EXPECT_EQ(link.first_cycle_after(16667), 2) << "an edge at the time itself is not after it";
}

TEST_P(ClockDomainTiming, TwoDomainsKeepStep) {
  ClockDomain link("link", 60, schedule());
  std::vector<std::int64_t> times;
  Sleeper here(core_, [&](Cycle now) {
    times.push_back(core_.time_of(now));
    return now < 300 ? now + 1 : kNever;
  });
  Sleeper there(link, [&](Cycle now) {
    times.push_back(link.time_of(now));
    return now < 90 ? now + 1 : kNever;
  });
  test::run({&core_, &link}, 300);
  EXPECT_GE(times.size(), 300u + 90u);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end())) << "no domain runs ahead of the other";
}

/// A SystemC process that is no module of a domain.
class Foreigner : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Foreigner);
  Foreigner(const sc_core::sc_module_name& name, const ClockDomain& domain)
      : sc_module(name), domain_(domain) {
    SC_METHOD(look);
  }
  std::vector<Cycle> seen;

 private:
  void look() {
    if (sc_core::sc_time_stamp() > sc_core::SC_ZERO_TIME) seen.push_back(domain_.now());
    if (seen.size() < 3) next_trigger(12.0, sc_core::SC_NS);
  }
  const ClockDomain& domain_;
};

TEST_P(ClockDomainTiming, IsWhereSystemCsTimeIs) {
  Foreigner foreigner("foreigner", core_);
  Sleeper busy(core_, [](Cycle now) { return now + 1; });
  run(100);
  // Cycles begin every 5 ns; looked at after 12, 24 and 36 ns.
  EXPECT_THAT(foreigner.seen, ElementsAre(2, 4, 7));
}

TEST_P(ClockDomainTiming, NothingIsEvaluatedAfterStop) {
  Sleeper busy(core_, [](Cycle now) { return now + 1; });
  run(40);
  EXPECT_THAT(busy.evaluated.back(), AllOf(Ge(39), Le(40)));
  EXPECT_EQ(core_.now(), 40);
}

TEST_P(ClockDomainTiming, HeartbeatEveryFewHundredThousandCycles) {
  int beats = 0;
  core_.on_heartbeat([&](Cycle) { ++beats; });
  Sleeper busy(core_, [](Cycle now) { return now + 1; });
  run(2'000'000);
  EXPECT_THAT(beats, AllOf(Ge(4), Le(20)));
}

TEST_P(ClockDomainTiming, StateHasALineForEachModule) {
  Sleeper one(core_, never);
  Sleeper two(core_, never);
  EXPECT_EQ(core_.state(), "sleeper\nsleeper\n");
}

}  // namespace
}  // namespace eyeriss::noc
