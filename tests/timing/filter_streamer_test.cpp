// SPDX-License-Identifier: Apache-2.0
// hw/glb/filter_streamer.h: a network word to each row in turn; timing as the ifmap streamer's;
// "When the last word is read in cycle c, `done` can be popped from c+1 on."
#include "hw/glb/filter_streamer.h"

#include "tests/support/glb_banks.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::FilterWord;
using test::Cycle;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;

/// Prefetch banks whose value number i is i, and two rows of PEs.
class FilterStreamerTiming : public test::TimingTest {
 protected:
  FilterStreamerTiming() {
    for (std::int16_t i = 0; i < 80; ++i) buffer_.fill_filter(i, i);
    network_.attach(0, 0, low_);
    network_.attach(1, 0, high_);
    network_.configure({0, 1}, {0, 0});
  }

  /// `low` and `high` filters for the two rows.
  PassJob job(int low, int high) {
    PassConfiguration::FilterRow row{};
    row.route = network_.route({0, 0});
    row.words = low;
    configuration_.filter_rows.push_back(row);
    row.route = network_.route({1, 0});
    row.words = high;
    configuration_.filter_rows.push_back(row);
    configuration_.filter_network_words = (low + 3) / 4 + (high + 3) / 4;
    return {.pass = {}, .configuration = &configuration_, .psum_base = 0, .ifmap_region = 0};
  }

  void stream(const Timed<const PassJob*>& passes, const std::vector<Cycle>& high_not_before = {}) {
    controller_ = std::make_unique<Script<const PassJob*>>(core_, streamer_.passes, passes);
    at_low_ = std::make_unique<Recorder<FilterWord>>(core_, low_);
    at_high_ = std::make_unique<Recorder<FilterWord>>(core_, high_, high_not_before);
    done_ = std::make_unique<Recorder<const PassJob*>>(core_, streamer_.done);
    streamer_.passes.connect(controller_.get(), &streamer_);
    streamer_.done.connect(&streamer_, done_.get());
    low_.connect(&streamer_, at_low_.get());
    high_.connect(&streamer_, at_high_.get());
    run();
  }

  /// The valid values of each word, and 'L' on the last.
  static std::vector<std::string> words(const Recorder<FilterWord>& recorder) {
    std::vector<std::string> texts;
    for (const FilterWord& word : recorder.values()) {
      std::string text;
      for (std::size_t i = 0; i < static_cast<std::size_t>(word.count); ++i)
        text += std::to_string(word.values[i]) + ' ';
      texts.push_back(text + (word.last ? "L" : ""));
    }
    return texts;
  }

  LayerCounters counters_;
  GlobalBuffer buffer_{test::eyeriss_v1(), test::glb_banks(1, 1), counters_};
  noc::InputNetwork<FilterWord> network_{2, 1};
  FilterStreamer streamer_{"streamer", core_, 4, buffer_, network_};
  noc::Channel<FilterWord> low_{4};
  noc::Channel<FilterWord> high_{1};
  PassConfiguration configuration_{};
  std::unique_ptr<Script<const PassJob*>> controller_;
  std::unique_ptr<Recorder<FilterWord>> at_low_;
  std::unique_ptr<Recorder<FilterWord>> at_high_;
  std::unique_ptr<Recorder<const PassJob*>> done_;
};

EYERISS_UNDER_EVERY_SCHEDULE(FilterStreamerTiming);

TEST_P(FilterStreamerTiming, OneWordPerCycleAndDoneAfterTheLast) {
  const PassJob pass = job(8, 4);
  stream({{4, &pass}});
  // Seen in 5; read in 5 (low), 6 (high), 7 (low): popped two cycles later, done seen in 8.
  EXPECT_THAT(at_low_->cycles(), ElementsAre(7, 9));
  EXPECT_THAT(at_high_->cycles(), ElementsAre(8));
  EXPECT_THAT(done_->cycles(), ElementsAre(8));
  EXPECT_THAT(done_->values(), ElementsAre(&pass));
  EXPECT_EQ(counters_.glb_filter_read, 12u);
}

TEST_P(FilterStreamerTiming, RowsWithFewerFiltersDropOutOfTheTurns) {
  const PassJob pass = job(10, 3);
  stream({{0, &pass}});
  EXPECT_THAT(words(*at_low_), ElementsAre("0 1 2 3 ", "8 9 10 11 ", "12 13 L"));
  EXPECT_THAT(words(*at_high_), ElementsAre("4 5 6 L"));
  EXPECT_THAT(at_low_->cycles(), ElementsAre(3, 5, 6));
}

TEST_P(FilterStreamerTiming, DoneWaitsForTheLastWord) {
  const PassJob pass = job(8, 8);
  // The higher row holds one word and pops it in 50: the last word is read in 51.
  stream({{0, &pass}}, {50});
  EXPECT_THAT(at_high_->cycles(), ElementsAre(50, 53));
  EXPECT_THAT(done_->cycles(), ElementsAre(52));
}

TEST_P(FilterStreamerTiming, NextPassFollowsWithoutAGap) {
  const PassJob pass = job(4, 4);
  stream({{0, &pass}, {1, &pass}});
  // Read in 1, 2 and 3; the higher row's FIFO of one word, popped in 4, is free in 5.
  EXPECT_THAT(at_low_->cycles(), ElementsAre(3, 5));
  EXPECT_THAT(at_high_->cycles(), ElementsAre(4, 7));
  EXPECT_THAT(done_->cycles(), ElementsAre(3, 6));
}

}  // namespace
}  // namespace eyeriss::hw
