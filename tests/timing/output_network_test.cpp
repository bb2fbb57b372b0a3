// SPDX-License-Identifier: Apache-2.0
// noc/output_network.h: "one word per cycle; what a PE has put into its output FIFO in cycle c can
// be taken in c+1."
#include "noc/output_network.h"

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::from;
using test::MockModule;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;

/// Streamer that takes words from given PEs in turn as soon as the network lets it, and logs the
/// first value of each.
class Taker : public MockModule {
 public:
  Taker(ClockDomain& domain, OutputNetwork& network, std::vector<Tag> turns)
      : MockModule(domain, 0), network_(network), turns_(std::move(turns)) {}
  std::vector<int> taken;

 private:
  OutputNetwork::Source& source() const { return network_.source(turns_[cycles().size()]); }
  std::size_t count() const override { return turns_.size(); }
  Cycle earliest() const override { return 0; }
  Cycle due(Cycle wanted) override { return network_.take_at(source(), wanted, kNever); }
  void act(Cycle at) override { taken.push_back(network_.take(source(), at, 1)[0]); }

  OutputNetwork& network_;
  std::vector<Tag> turns_;
};

class OutputNetworkTiming : public test::TimingTest {
 protected:
  void take(const Timed<Word64>& left, const Timed<Word64>& right, const std::vector<Tag>& turns) {
    network_.attach(0, 0, left_);
    network_.attach(0, 1, right_);
    at_left_ = std::make_unique<Script<Word64>>(core_, left_, left);
    at_right_ = std::make_unique<Script<Word64>>(core_, right_, right);
    taker_ = std::make_unique<Taker>(core_, network_, turns);
    left_.connect(at_left_.get(), taker_.get());
    right_.connect(at_right_.get(), taker_.get());
    run();
  }

  OutputNetwork network_{1, 2};
  OutputNetwork::Source left_{2};
  OutputNetwork::Source right_{2};
  std::unique_ptr<Script<Word64>> at_left_;
  std::unique_ptr<Script<Word64>> at_right_;
  std::unique_ptr<Taker> taker_;
};

EYERISS_UNDER_EVERY_SCHEDULE(OutputNetworkTiming);

TEST_P(OutputNetworkTiming, TakenInTheCycleAfterThePush) {
  take({{5, Word64{1}}}, {{40, Word64{2}}}, {{0, 0}, {0, 1}});
  EXPECT_THAT(taker_->cycles(), ElementsAre(6, 41));
  EXPECT_THAT(taker_->taken, ElementsAre(1, 2));
  EXPECT_EQ(network_.words(), 2u);
}

TEST_P(OutputNetworkTiming, OneWordPerCycleFromAllPesTogether) {
  take(from<Word64>(0, {{1}, {2}}), from<Word64>(0, {{3}, {4}}), {{0, 0}, {0, 1}, {0, 0}, {0, 1}});
  EXPECT_THAT(taker_->cycles(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(taker_->taken, ElementsAre(1, 3, 2, 4));
}

TEST_P(OutputNetworkTiming, OrderIsFixed) {
  take({{30, Word64{1}}}, {{0, Word64{2}}}, {{0, 0}, {0, 1}});
  EXPECT_THAT(taker_->cycles(), ElementsAre(31, 32)) << "the right one waits for its turn";
}

}  // namespace
}  // namespace eyeriss::noc
