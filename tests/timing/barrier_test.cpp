// SPDX-License-Identifier: Apache-2.0
// noc/barrier.h: "When the last of them arrives in cycle c, the line is seen high from c+1 on."
#include "noc/barrier.h"

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::BarrierWatcher;
using test::MockModule;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Arrives at a barrier in a given cycle.
class Arrival : public MockModule {
 public:
  Arrival(ClockDomain& domain, Barrier& barrier, Cycle at)
      : MockModule(domain), barrier_(barrier), at_(at) {}

 private:
  std::size_t count() const override { return 1; }
  Cycle earliest() const override { return at_; }
  Cycle due(Cycle wanted) override { return wanted; }
  void act(Cycle at) override { barrier_.arrive(at); }

  Barrier& barrier_;
  Cycle at_;
};

class BarrierTiming : public test::TimingTest {
 protected:
  Barrier barrier_;
  BarrierWatcher watcher_{core_, barrier_};
};

EYERISS_UNDER_EVERY_SCHEDULE(BarrierTiming);

TEST_P(BarrierTiming, RisesInTheCycleAfterTheLastArrival) {
  barrier_.expect(3);
  Arrival first(core_, barrier_, 30);
  Arrival last(core_, barrier_, 700);
  Arrival middle(core_, barrier_, 55);
  run();
  EXPECT_THAT(watcher_.opened(), ElementsAre(701));
}

TEST_P(BarrierTiming, StaysLowWhileOneIsMissing) {
  barrier_.expect(3);
  Arrival first(core_, barrier_, 30);
  Arrival second(core_, barrier_, 55);
  run();
  EXPECT_THAT(watcher_.opened(), IsEmpty());
  EXPECT_EQ(barrier_.open_at(), kNever);
}

TEST_P(BarrierTiming, AllInOneCycle) {
  barrier_.expect(2);
  Arrival first(core_, barrier_, 0);
  Arrival second(core_, barrier_, 0);
  run();
  EXPECT_THAT(watcher_.opened(), ElementsAre(1));
}

/// Lowers the barrier in a given cycle.
class Lowering : public Clocked {
 public:
  Lowering(ClockDomain& domain, Barrier& barrier, Cycle at)
      : Clocked(domain), barrier_(barrier), at_(at) {}
  Cycle evaluate(Cycle now, Cycle /*until*/) override {
    if (now == at_) barrier_.expect(1);
    return now < at_ ? at_ : kNever;
  }
  std::string state() const override { return "lowering"; }

 private:
  Barrier& barrier_;
  Cycle at_;
};

TEST_P(BarrierTiming, LoweredItRisesAnew) {
  barrier_.expect(1);
  Arrival first(core_, barrier_, 5);
  Lowering lowering(core_, barrier_, 10);
  run(10);
  EXPECT_EQ(barrier_.open_at(), kNever);
  barrier_.arrive(20);
  EXPECT_EQ(barrier_.open_at(), 21);
}

}  // namespace
}  // namespace eyeriss::noc
