// SPDX-License-Identifier: Apache-2.0
// noc/clock_domain.h and noc/clocked.h: when modules are evaluated.
#include "noc/clock_domain.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "tests/support/domain_modules.h"
#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::Sleeper;
using test::Traffic;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;

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

TEST_P(ClockDomainTiming, CyclesThatBeginWhenItStopsAreEvaluatedNoneLater) {
  ClockDomain link("link", 60, schedule());
  Sleeper here(core_, [&](Cycle now) {
    if (now == 20) {  // 100000 ps; the link's edges are at 83335, 100002, 116669 ps
      core_.stop_after(100'002);
      link.stop_after(100'002);
    }
    return now + 1;
  });
  Sleeper there(link, [](Cycle now) { return now + 1; });
  sc_core::sc_start();
  EXPECT_EQ(here.evaluated.back(), 20) << "cycle 21 begins at 105000 ps";
  EXPECT_EQ(there.evaluated.back(), 6);
}

TEST_P(ClockDomainTiming, NoCycleIsLeftIfItStopsAPicosecondEarlier) {
  ClockDomain link("link", 60, schedule());
  Sleeper here(core_, [&](Cycle now) {
    if (now == 20) {
      core_.stop_after(100'001);
      link.stop_after(100'001);
    }
    return now + 1;
  });
  Sleeper there(link, [](Cycle now) { return now + 1; });
  sc_core::sc_start();
  EXPECT_EQ(there.evaluated.back(), 5);
}

class SamplingTiming : public ClockDomainTiming {
 protected:
  /// Samples traffic in intervals of so many ps.
  void sample(std::int64_t interval_ps) {
    Traffic traffic(core_);
    core_.sample_every(interval_ps, [&](Cycle cycle) {
      cycles_.push_back(cycle);
      EXPECT_EQ(traffic.counts(), Traffic::expected(cycle)) << "after cycle " << cycle;
    });
    run(120);
  }
  std::vector<Cycle> cycles_;
};

EYERISS_UNDER_EVERY_SCHEDULE(SamplingTiming);

TEST_P(SamplingTiming, AfterTheLastCycleOfEachInterval) {
  sample(100'000);
  // 20 cycles of 5000 ps: the next interval begins with cycle 20.
  EXPECT_THAT(cycles_, ElementsAre(19, 39, 59, 79, 99, 119));
}

TEST_P(SamplingTiming, AnIntervalThatIsNoMultipleOfThePeriod) {
  sample(98'000);
  // Intervals end at 98, 196, 294, 392, 490, 588 ns. The last cycles begin at 95, 195, 290, 390,
  // 485 and 585 ns.
  EXPECT_THAT(cycles_, ElementsAre(19, 39, 58, 78, 97, 117));
}

TEST_P(SamplingTiming, AnIntervalOfOnePeriodIsEveryCycle) {
  sample(5000);
  ASSERT_EQ(cycles_.size(), 121u);
  for (Cycle cycle = 0; cycle <= 120; ++cycle)
    EXPECT_EQ(cycles_[static_cast<std::size_t>(cycle)], cycle);
}

TEST_P(SamplingTiming, IntervalsInWhichNoCycleBeginsHaveTheSampleBefore) {
  sample(2000);
  // Cycles begin every 5000 ps: 0 in [0, 2000), none in [2000, 4000), 1 in [4000, 6000), none in
  // [6000, 8000), none in [8000, 10000), 2 in [10000, 12000), ...
  ASSERT_GE(cycles_.size(), 300u);
  for (std::size_t i = 0; i < cycles_.size(); ++i)
    EXPECT_EQ(cycles_[i], (2000 * (static_cast<Cycle>(i) + 1) - 1) / 5000);
}

TEST_P(SamplingTiming, AnIntervalIsLongerThanAnythingThatIsDue) {
  std::vector<Cycle> calls;
  Sleeper sleeper(core_, [&](Cycle now) {
    calls.push_back(now);
    return kNever;
  });
  core_.sample_every(5000 * 2000, [&](Cycle cycle) { cycles_.push_back(cycle); });
  run(7000);
  EXPECT_THAT(cycles_, ElementsAre(1999, 3999, 5999));
  // In the first cycle of each interval, and in the last, to have done all by then.
  EXPECT_THAT(calls, ::testing::IsSupersetOf({0, 1999, 2000, 3999, 4000, 5999, 6000}));
  EXPECT_EQ(std::ranges::adjacent_find(calls), calls.end()) << "once a cycle";
}

TEST_P(SamplingTiming, TwoDomainsInTheSameIntervals) {
  ClockDomain link("link", 60, schedule());
  Traffic here(core_);
  Traffic there(link);
  std::vector<Cycle> link_cycles;
  core_.sample_every(250'000, [&](Cycle cycle) {
    cycles_.push_back(cycle);
    EXPECT_EQ(here.counts(), Traffic::expected(cycle)) << cycle;
  });
  link.sample_every(250'000, [&](Cycle cycle) {
    link_cycles.push_back(cycle);
    EXPECT_EQ(there.counts(), Traffic::expected(cycle)) << cycle;
  });
  test::run({&core_, &link}, 110);
  // The link's edges at 16667 ps times n: 14 at 233338, 15 at 250005; 29 at 483343, 30 at 500010.
  ASSERT_GE(cycles_.size(), 2u);
  EXPECT_EQ(cycles_[0], 49);
  EXPECT_EQ(cycles_[1], 99);
  ASSERT_GE(link_cycles.size(), 6u);
  EXPECT_THAT(std::vector(link_cycles.begin(), link_cycles.begin() + 3), ElementsAre(14, 29, 44));
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
