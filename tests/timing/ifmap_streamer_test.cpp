// SPDX-License-Identifier: Apache-2.0
// hw/glb/ifmap_streamer.h: "a word can be read in the cycle in which the pass is seen, and in each
// cycle after", and is popped by the PEs two cycles later (noc/input_network.h).
#include "hw/glb/ifmap_streamer.h"

#include "tests/support/glb_banks.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using test::Cycle;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;

/// A GLB with ifmaps whose word at address a is a + 1, in the second region -a - 1, and two PEs,
/// each on a tag of its own.
class IfmapStreamerTiming : public test::TimingTest {
 protected:
  IfmapStreamerTiming() {
    for (int address = 0; address < 200; ++address) {
      buffer_.fill_ifmap(0, address, static_cast<std::int16_t>(address + 1));
      buffer_.fill_ifmap(1, address, static_cast<std::int16_t>(-address - 1));
    }
    network_.attach(0, 0, low_);
    network_.attach(1, 0, high_);
    network_.configure({0, 1}, {0, 0});
  }

  /// A pass of two images, one group, three channels (two in the first step) and a strip of two
  /// rows of four columns, of which the last is not used.
  PassJob job() {
    configuration_.ifmap_steps = {{network_.route({0, 0}), 0, 0, 2, 0},   // PE 0, row 0
                                  {network_.route({1, 0}), 0, 2, 1, 1}};  // PE 1, row 1
    configuration_.ifmap_columns = {0, 1, 2};
    configuration_.ifmap_rows = 2;
    configuration_.ifmap_row_words = 4;
    Pass pass{};
    pass.images = {0, 2};
    pass.groups = {0, 1};
    pass.channels = {0, 3};
    return {.pass = pass, .configuration = &configuration_, .psum_base = 0, .ifmap_region = 0};
  }

  void stream(const Timed<const PassJob*>& passes, const std::vector<Cycle>& high_not_before = {}) {
    controller_ = std::make_unique<Script<const PassJob*>>(core_, streamer_.passes, passes);
    at_low_ = std::make_unique<Recorder<std::int16_t>>(core_, low_);
    at_high_ = std::make_unique<Recorder<std::int16_t>>(core_, high_, high_not_before);
    streamer_.passes.connect(controller_.get(), &streamer_);
    low_.connect(&streamer_, at_low_.get());
    high_.connect(&streamer_, at_high_.get());
    run();
  }

  LayerCounters counters_;
  GlobalBuffer buffer_{test::eyeriss_v1(), test::glb_banks(1, 1, 2), counters_};
  noc::InputNetwork<std::int16_t> network_{2, 1};
  IfmapStreamer streamer_{"streamer", core_, buffer_, network_};
  noc::Channel<std::int16_t> low_{8};
  noc::Channel<std::int16_t> high_{2};
  PassConfiguration configuration_{};
  std::unique_ptr<Script<const PassJob*>> controller_;
  std::unique_ptr<Recorder<std::int16_t>> at_low_;
  std::unique_ptr<Recorder<std::int16_t>> at_high_;
};

EYERISS_UNDER_EVERY_SCHEDULE(IfmapStreamerTiming);

TEST_P(IfmapStreamerTiming, FirstWordIsReadWhenThePassIsSeenThenOneEachCycle) {
  const PassJob pass = job();
  stream({{4, &pass}});
  // Seen in 5: words read in 5, 6, 7 (column 0 of both steps), 8, 9, 10, ... 18 words in all.
  EXPECT_THAT(at_low_->cycles(), ElementsAre(7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22, 23));
  EXPECT_THAT(at_high_->cycles(), ElementsAre(9, 12, 15, 18, 21, 24));
  EXPECT_EQ(counters_.glb_ifmap_read, 18u);
}

TEST_P(IfmapStreamerTiming, ImageByImageColumnByColumnStepByStepChannelByChannel) {
  const PassJob pass = job();
  stream({{0, &pass}});
  // Address: ((image * 3 + channel) * 2 rows + row) * 4 + column; the word is one more.
  EXPECT_THAT(at_low_->values(), ElementsAre(1, 9, 2, 10, 3, 11, 25, 33, 26, 34, 27, 35));
  EXPECT_THAT(at_high_->values(), ElementsAre(21, 22, 23, 45, 46, 47));
}

TEST_P(IfmapStreamerTiming, FromTheRegionOfThePass) {
  PassJob pass = job();
  pass.ifmap_region = 1;
  stream({{0, &pass}});
  EXPECT_THAT(at_high_->values(), ElementsAre(-21, -22, -23, -45, -46, -47));
}

TEST_P(IfmapStreamerTiming, NextPassFollowsWithoutAGap) {
  const PassJob one = job();
  const PassJob two = job();
  stream({{4, &one}, {5, &two}});
  ASSERT_EQ(at_low_->cycles().size(), 24u);
  EXPECT_EQ(at_low_->cycles()[11], 23);
  EXPECT_EQ(at_low_->cycles()[12], 25) << "the last word of the first pass was read in 22";
}

TEST_P(IfmapStreamerTiming, AFullFifoHoldsUpTheStream) {
  const PassJob pass = job();
  // PE 1 holds two words and pops the first in 40; there is space for the third from 41 on.
  stream({{0, &pass}}, {40});
  // Read from 1 on: steps of the first two columns in 1 to 6, PE 0's of the third in 7 and 8.
  EXPECT_EQ(at_low_->cycles()[5], 10);
  EXPECT_EQ(at_high_->cycles()[2], 43) << "read in 41";
  EXPECT_EQ(at_low_->cycles()[6], 44) << "read in 42: no word overtakes";
}

}  // namespace
}  // namespace eyeriss::hw
