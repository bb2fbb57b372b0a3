// SPDX-License-Identifier: Apache-2.0
// noc/input_network.h: "one word per cycle; a word moves only in a cycle in which all its
// destinations have space. What is read from the GLB in cycle c crosses the buses in c+1 and can
// be popped by the PEs in c+2."
#include "noc/input_network.h"

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::NetworkDriver;
using test::Recorder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kNone = MulticastController::none(4);

/// Three PEs on two X-buses: (0,0), (0,1) and (1,0), each behind a FIFO.
class InputNetworkTiming : public test::TimingTest {
 protected:
  using Sending = std::pair<Cycle, Tag>;

  InputNetworkTiming() {
    network_.attach(0, 0, a_);
    network_.attach(0, 1, b_);
    network_.attach(1, 0, c_);
    network_.attach(1, 1, d_);
    network_.configure({0, 1}, {2, 2, 2, kNone});  // tag {0,2}: a and b; {1,2}: c
  }

  /// Sends the numbers 1, 2, ... each to a tag, not before its cycle; `b` pops not before its.
  void send(const std::vector<Sending>& sendings, const std::vector<Cycle>& b_not_before = {}) {
    std::vector<std::pair<Cycle, InputNetwork<int>::Route>> routes;
    std::vector<int> words;
    for (const auto& [at, tag] : sendings) {
      routes.emplace_back(at, network_.route(tag));
      words.push_back(static_cast<int>(words.size()) + 1);
    }
    driver_ = std::make_unique<NetworkDriver<int>>(core_, network_, routes, words);
    at_a_ = std::make_unique<Recorder<int>>(core_, a_);
    at_b_ = std::make_unique<Recorder<int>>(core_, b_, b_not_before);
    at_c_ = std::make_unique<Recorder<int>>(core_, c_);
    at_d_ = std::make_unique<Recorder<int>>(core_, d_);
    a_.connect(driver_.get(), at_a_.get());
    b_.connect(driver_.get(), at_b_.get());
    c_.connect(driver_.get(), at_c_.get());
    d_.connect(driver_.get(), at_d_.get());
    run();
  }

  InputNetwork<int> network_{2, 2};
  Channel<int> a_{4};
  Channel<int> b_{2};
  Channel<int> c_{4};
  Channel<int> d_{4};
  std::unique_ptr<NetworkDriver<int>> driver_;
  std::unique_ptr<Recorder<int>> at_a_;
  std::unique_ptr<Recorder<int>> at_b_;
  std::unique_ptr<Recorder<int>> at_c_;
  std::unique_ptr<Recorder<int>> at_d_;
};

EYERISS_UNDER_EVERY_SCHEDULE(InputNetworkTiming);

TEST_P(InputNetworkTiming, ReadInCycleCPoppedInCPlusTwo) {
  send({{3, {0, 2}}});
  EXPECT_THAT(driver_->cycles(), ElementsAre(3));
  EXPECT_THAT(at_a_->cycles(), ElementsAre(5));
  EXPECT_THAT(at_b_->cycles(), ElementsAre(5));
}

TEST_P(InputNetworkTiming, OneWordPerCycle) {
  send({{0, {0, 2}}, {0, {1, 2}}, {0, {1, 2}}, {0, {1, 2}}, {50, {0, 2}}, {50, {1, 2}}});
  EXPECT_THAT(driver_->cycles(), ElementsAre(0, 1, 2, 3, 50, 51));
  EXPECT_THAT(at_a_->cycles(), ElementsAre(2, 52));
  EXPECT_THAT(at_c_->cycles(), ElementsAre(3, 4, 5, 53));
}

TEST_P(InputNetworkTiming, ReachesExactlyThePesWhoseIdsMatch) {
  send({{0, {0, 2}}, {0, {1, 2}}, {0, {0, 2}}});
  EXPECT_THAT(at_a_->values(), ElementsAre(1, 3));
  EXPECT_THAT(at_b_->values(), ElementsAre(1, 3));
  EXPECT_THAT(at_c_->values(), ElementsAre(2));
  EXPECT_THAT(at_d_->values(), IsEmpty()) << "its column ID matches nothing";
  EXPECT_EQ(network_.words(), 3u);
  EXPECT_EQ(network_.deliveries(), 5u);
}

TEST_P(InputNetworkTiming, NobodyGetsAWordBeforeAllHaveSpace) {
  // b holds two words and pops its first in cycle 20: from 21 on there is space, and word 3 may
  // be read. It is popped in 23, at a too, which had space all the time.
  send({{0, {0, 2}}, {0, {0, 2}}, {0, {0, 2}}}, {20});
  EXPECT_THAT(driver_->cycles(), ElementsAre(0, 1, 21));
  EXPECT_THAT(at_b_->cycles(), ElementsAre(20, 21, 23));
  EXPECT_THAT(at_a_->cycles(), ElementsAre(2, 3, 23));
}

TEST_P(InputNetworkTiming, AWordThatWaitsHoldsUpTheBus) {
  send({{0, {0, 2}}, {0, {0, 2}}, {0, {0, 2}}, {0, {1, 2}}}, {20});
  EXPECT_THAT(at_c_->cycles(), ElementsAre(24)) << "read in 22, after the word for a and b";
}

TEST_P(InputNetworkTiming, AFullFifoElsewhereDoesNotMatter) {
  send({{0, {0, 2}}, {0, {0, 2}}, {0, {1, 2}}, {0, {0, 2}}}, {20});
  EXPECT_THAT(at_c_->cycles(), ElementsAre(4)) << "b is full, but not a destination";
}

}  // namespace
}  // namespace eyeriss::noc
