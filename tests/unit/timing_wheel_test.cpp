// SPDX-License-Identifier: Apache-2.0
#include "noc/timing_wheel.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace eyeriss::noc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int> expire(TimingWheel& wheel, Cycle cycle) {
  std::vector<int> visited;
  wheel.expire(cycle, [&](int id) { visited.push_back(id); });
  return visited;
}

TEST(TimingWheel, NothingDue) {
  const TimingWheel wheel(5);
  EXPECT_EQ(wheel.next(), kNever);
}

TEST(TimingWheel, VisitsWhoIsDueOnce) {
  TimingWheel wheel(5);
  wheel.schedule(3, 7);
  wheel.schedule(1, 7);
  wheel.schedule(4, 9);
  EXPECT_EQ(wheel.next(), 7);
  EXPECT_THAT(expire(wheel, 7), ElementsAre(1, 3));
  EXPECT_EQ(wheel.next(), 9);
  EXPECT_THAT(expire(wheel, 9), ElementsAre(4));
  EXPECT_EQ(wheel.next(), kNever);
}

TEST(TimingWheel, EarlierWinsWhateverTheOrder) {
  TimingWheel wheel(2);
  wheel.schedule(0, 20);
  wheel.schedule(0, 10);
  wheel.schedule(1, 10);
  wheel.schedule(1, 20);
  EXPECT_EQ(wheel.next(), 10);
  EXPECT_THAT(expire(wheel, 10), ElementsAre(0, 1));
  while (wheel.next() != kNever) EXPECT_THAT(expire(wheel, wheel.next()), IsEmpty());
}

TEST(TimingWheel, FarBeyondTheRing) {
  TimingWheel wheel(1);
  wheel.schedule(0, 1'000'000);
  Cycle cycle = wheel.next();
  for (; cycle < 1'000'000; cycle = wheel.next()) {
    ASSERT_THAT(expire(wheel, cycle), IsEmpty());
  }
  EXPECT_EQ(cycle, 1'000'000);
  EXPECT_THAT(expire(wheel, cycle), ElementsAre(0));
}

TEST(TimingWheel, VisitorMaySchedule) {
  TimingWheel wheel(130);
  wheel.schedule(129, 0);
  std::vector<Cycle> cycles;
  while (wheel.next() != kNever && cycles.size() < 4) {
    const Cycle cycle = wheel.next();
    wheel.expire(cycle, [&](int id) {
      cycles.push_back(cycle);
      wheel.schedule(id, cycle + 512);
    });
  }
  EXPECT_THAT(cycles, ElementsAre(0, 512, 1024, 1536));
}

/// Random wakes against a map from module to cycle.
void compare_with_a_map(unsigned seed, int modules, Cycle reach) {
  std::mt19937 random(seed);
  const auto pick = [&](Cycle low, Cycle high) {
    return std::uniform_int_distribution<Cycle>(low, high)(random);
  };
  TimingWheel wheel(modules);
  std::map<int, Cycle> due;
  Cycle now = -1;
  const auto schedule = [&] {
    const auto id = static_cast<int>(pick(0, modules - 1));
    const Cycle at = now + pick(1, pick(0, 3) == 0 ? reach : 30);
    wheel.schedule(id, at);
    const auto found = due.find(id);
    if (found == due.end()) {
      due[id] = at;
    } else {
      found->second = std::min(found->second, at);
    }
  };
  for (int step = 0; step < 20'000; ++step) {
    for (Cycle i = pick(0, 3); i > 0; --i) schedule();
    Cycle earliest = kNever;
    for (const auto& [id, at] : due) earliest = std::min(earliest, at);
    const Cycle next = wheel.next();
    if (next == kNever) {
      ASSERT_TRUE(due.empty());
      continue;
    }
    ASSERT_GT(next, now);
    ASSERT_LE(next, earliest) << "nobody may be missed";
    now = next;
    std::set<int> expected;
    for (const auto& [id, at] : due)
      if (at == now) expected.insert(id);
    std::set<int> visited;
    wheel.expire(now, [&](int id) {
      ASSERT_TRUE(visited.insert(id).second) << "visited twice";
      due.erase(id);
      if (pick(0, 1) == 0) schedule();
    });
    ASSERT_EQ(visited, expected) << "cycle " << now;
  }
}

TEST(TimingWheel, LikeAMapForAFewModules) { compare_with_a_map(1, 3, 2000); }
TEST(TimingWheel, LikeAMapForAWordOfModules) { compare_with_a_map(2, 64, 600); }
TEST(TimingWheel, LikeAMapForManyModules) { compare_with_a_map(3, 175, 5000); }
TEST(TimingWheel, LikeAMapAtTheEdgeOfTheRing) { compare_with_a_map(4, 10, 513); }

}  // namespace
}  // namespace eyeriss::noc
