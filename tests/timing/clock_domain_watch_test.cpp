// SPDX-License-Identifier: Apache-2.0
// noc/clock_domain.h: a domain that is watched cycle by cycle in a window of time.
#include <algorithm>
#include <vector>

#include "noc/clock_domain.h"
#include "tests/support/domain_modules.h"
#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::Sleeper;
using test::Traffic;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::SizeIs;

std::vector<Cycle> cycles_from(Cycle first, Cycle last) {
  std::vector<Cycle> cycles;
  for (Cycle cycle = first; cycle <= last; ++cycle) cycles.push_back(cycle);
  return cycles;
}

Cycle never(Cycle /*now*/) { return kNever; }

std::int64_t time_ps() { return static_cast<std::int64_t>(sc_core::sc_time_stamp().value()); }

class WatchTiming : public test::TimingTest {
 protected:
  /// Has the core watched, and traffic in it, until cycle 120.
  void watch_traffic(Cycle first, Cycle last) {
    Traffic traffic(core_);
    core_.watch(first, last, [&](Cycle cycle) {
      seen_.push_back(cycle);
      EXPECT_EQ(core_.now(), cycle);
      EXPECT_EQ(traffic.counts(), Traffic::expected(cycle)) << "after cycle " << cycle;
    });
    run(120);
  }
  std::vector<Cycle> seen_;
};

EYERISS_UNDER_EVERY_SCHEDULE(WatchTiming);

TEST_P(WatchTiming, TheCycleBeforeTheWindowAndEachInIt) {
  watch_traffic(25, 60);  // values are pushed in cycles 0 to 29 and 40 to 99
  EXPECT_THAT(seen_, ElementsAreArray(cycles_from(24, 60)));
}

TEST_P(WatchTiming, NoCycleIsBeforeTheFirst) {
  watch_traffic(0, 4);
  EXPECT_THAT(seen_, ElementsAre(0, 1, 2, 3, 4));
}

TEST_P(WatchTiming, AWindowOfOneCycle) {
  watch_traffic(31, 31);
  EXPECT_THAT(seen_, ElementsAre(30, 31));
}

TEST_P(WatchTiming, AWindowThatTheSimulationDoesNotLast) {
  watch_traffic(115, 4000);
  EXPECT_THAT(seen_, ElementsAreArray(cycles_from(114, 120)));
}

TEST_P(WatchTiming, AWindowAfterTheEndIsNeverSeen) {
  watch_traffic(122, 130);
  EXPECT_THAT(seen_, SizeIs(0));
}

TEST_P(WatchTiming, EveryModuleIsEvaluatedInEachCycleOfTheWindowAndDoesNothingAhead) {
  Sleeper asleep(core_, never);
  Sleeper busy(core_, [](Cycle now) { return now + 3; });
  core_.watch(40, 45, [](Cycle) {});
  run(120);
  for (const Sleeper* module : {&asleep, &busy}) {
    for (Cycle cycle = 40; cycle <= 45; ++cycle) {
      const auto at = std::ranges::find(module->evaluated, cycle);
      ASSERT_NE(at, module->evaluated.end()) << cycle;
      EXPECT_EQ(module->until_[static_cast<std::size_t>(at - module->evaluated.begin())], cycle);
    }
  }
}

TEST_P(WatchTiming, BeforeTheWindowNothingIsDoneBeyondTheCycleBeforeIt) {
  Sleeper asleep(core_, never);
  core_.watch(40, 45, [](Cycle) {});
  run(120);
  for (std::size_t i = 0; i < asleep.evaluated.size(); ++i) {
    if (asleep.evaluated[i] < 40) {
      EXPECT_LE(asleep.until_[i], 39);
    }
  }
}

TEST_P(WatchTiming, SystemCsTimeIsThatOfTheCycle) {
  Sleeper busy(core_, [](Cycle now) { return now + 1; });
  std::vector<std::int64_t> times;
  core_.watch(50, 53, [&](Cycle cycle) {
    if (cycle >= 50) times.push_back(time_ps());
  });
  run(120);
  EXPECT_THAT(times, ElementsAre(250'000, 255'000, 260'000, 265'000));
}

TEST_P(WatchTiming, TwoDomainsInTheOrderOfTime) {
  ClockDomain link("link", 60, schedule());
  Traffic here(core_);
  Traffic there(link);
  std::vector<Cycle> link_seen;
  std::vector<std::int64_t> times;
  core_.watch(27, 60, [&](Cycle cycle) {
    seen_.push_back(cycle);
    EXPECT_EQ(here.counts(), Traffic::expected(cycle)) << cycle;
    if (cycle < 27) return;
    times.push_back(core_.time_of(cycle));
    EXPECT_EQ(time_ps(), times.back());
  });
  link.watch(9, 18, [&](Cycle cycle) {
    link_seen.push_back(cycle);
    EXPECT_EQ(there.counts(), Traffic::expected(cycle)) << cycle;
    if (cycle < 9) return;
    times.push_back(link.time_of(cycle));
    EXPECT_EQ(time_ps(), times.back());
  });
  test::run({&core_, &link}, 110);
  EXPECT_THAT(seen_, ElementsAreArray(cycles_from(26, 60)));
  EXPECT_THAT(link_seen, ElementsAreArray(cycles_from(8, 18)));
  EXPECT_THAT(times, SizeIs(34 + 10));
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
}

TEST_P(WatchTiming, BesideSamples) {
  std::vector<Cycle> sampled;
  core_.sample_every(100'000, [&](Cycle cycle) { sampled.push_back(cycle); });
  watch_traffic(30, 59);  // over the ends of two intervals, the second of which ends it
  EXPECT_THAT(seen_, ElementsAreArray(cycles_from(29, 59)));
  EXPECT_THAT(sampled, ElementsAre(19, 39, 59, 79, 99, 119));
}

TEST_P(WatchTiming, SamplesAreTakenWhenNothingIsAheadInTheWindowToo) {
  Traffic traffic(core_);
  std::vector<Cycle> sampled;
  core_.sample_every(98'000, [&](Cycle cycle) {
    sampled.push_back(cycle);
    EXPECT_EQ(traffic.counts(), Traffic::expected(cycle)) << cycle;
  });
  core_.watch(20, 39, [](Cycle) {});
  run(120);
  // The first interval ends, like the cycle before the window, with cycle 19.
  EXPECT_THAT(sampled, ElementsAre(19, 39, 58, 78, 97, 117));
}

TEST(WatchFast, OutsideTheWindowModulesSleep) {
  ClockDomain core("core", 200, {});
  Sleeper asleep(core, never);
  core.watch(1'000'000, 1'000'002, [](Cycle) {});
  test::run({&core}, 2'000'000);
  EXPECT_LT(asleep.evaluated.size(), 12u);
  EXPECT_EQ(asleep.until_.back(), kNever) << "and look as far ahead as they like";
}

}  // namespace
}  // namespace eyeriss::noc
