// SPDX-License-Identifier: Apache-2.0
// hw/pe/pe.h: sliding windows in steady state. Everything is sent from cycle 0 on; the pass starts
// in cycle 1.
#include "hw/pe/pe.h"
#include "tests/support/pe_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::filter_words;
using test::from;
using test::PeBench;
using test::PeInputs;
using ::testing::ElementsAre;

using Words = std::vector<std::int16_t>;

class PeWindowTiming : public test::TimingTest {
 protected:
  /// A pass with psums from zero, and as many psum words as there are windows (p <= 4).
  void simulate(const PePass& pass, const Words& ifmap, const Words& filters) {
    const auto windows = static_cast<std::size_t>(pass.windows * pass.rows);
    bench_ = std::make_unique<PeBench>("pe", core_, architecture_, 0,
                                       PeInputs{.commands = {{0, pass}},
                                                .ifmap = from(0, ifmap),
                                                .filters = from(0, filter_words(filters)),
                                                .psums = from(0, std::vector<Word64>(windows)),
                                                .psum_out_not_before = {}});
    run();
  }
  const std::vector<Cycle>& out() const { return bench_->output.cycles(); }
  std::vector<int> first_psums() const {
    std::vector<int> psums;
    for (const Word64& word : bench_->output.values()) psums.push_back(word[0]);
    return psums;
  }

  Architecture architecture_ = test::roomy_pe();
  std::unique_ptr<PeBench> bench_;
};

EYERISS_UNDER_EVERY_SCHEDULE(PeWindowTiming);

TEST_P(PeWindowTiming, PeriodIsMacsPlusPsums) {
  // p*q*S = 12 MACs and p = 4 psums: 16. Filters written in 1 to 12, MACs 13 to 24, psums 25 to
  // 28, leave in 30.
  simulate({.filters = 4,
            .channels = 1,
            .kernel_width = 3,
            .stride = 1,
            .windows = 4,
            .rows = 1,
            .head_of_column = true},
           {1, 2, 3, 4, 5, 6}, {1, 0, 0, 0, 10, 0, 0, 0, 100, 0, 0, 0});
  EXPECT_THAT(out(), ElementsAre(31, 47, 63, 79));
  EXPECT_THAT(first_psums(), ElementsAre(321, 432, 543, 654));
  EXPECT_EQ(bench_->counters().mac_cycles, 4u * 12u);
  EXPECT_EQ(bench_->counters().psum_additions, 4u * 4u);
}

TEST_P(PeWindowTiming, RefillLongerThanThePsumsStretchesThePeriod) {
  // 4 MACs, and 4 new words while only 1 psum is issued: period 8. Start in 1: words and filters
  // 1 to 4, MACs 5 to 8, psum 9, leaves in 11.
  simulate({.filters = 1,
            .channels = 2,
            .kernel_width = 2,
            .stride = 2,
            .windows = 3,
            .rows = 1,
            .head_of_column = true},
           {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}, {1, 1, 1, 1});
  EXPECT_THAT(out(), ElementsAre(12, 20, 28));
  EXPECT_THAT(first_psums(), ElementsAre(10, 26, 15));
}

TEST_P(PeWindowTiming, NoWordIsTakenWhileMacsIssue) {
  architecture_.pe.ifmap_fifo_words = 1;
  simulate({.filters = 2,
            .channels = 1,
            .kernel_width = 4,
            .stride = 1,
            .windows = 3,
            .rows = 1,
            .head_of_column = true},
           {1, 2, 3, 4, 5, 6}, {1, 1, 2, 2, 3, 3, 4, 4});
  // A FIFO of one word gives a word every other cycle: taken in 1, 3, 5, 7. Filters are there
  // after 8: MACs 9 to 16, psums 17, 18. The fifth word, pushed in 8, is taken in 17, the sixth
  // pushed in 18 and seen in 19, in the next window's MACs 19 to 26: taken in 27.
  EXPECT_THAT(bench_->ifmap.cycles(), ElementsAre(0, 2, 4, 6, 8, 18));
  // Psums 27, 28; then MACs 29 to 36, psums 37, 38.
  EXPECT_THAT(out(), ElementsAre(21, 31, 41));
}

TEST_P(PeWindowTiming, NextWindowWaitsForItsWord) {
  const PePass pass{.filters = 1,
                    .channels = 1,
                    .kernel_width = 2,
                    .stride = 1,
                    .windows = 2,
                    .rows = 1,
                    .head_of_column = true};
  PeInputs inputs{.commands = {{0, pass}},
                  .ifmap = {{0, std::int16_t{1}}, {0, std::int16_t{2}}, {99, std::int16_t{3}}},
                  .filters = from(0, filter_words({1, 10})),
                  .psums = from<Word64>(0, {{}, {}}),
                  .psum_out_not_before = {}};
  bench_ = std::make_unique<PeBench>("pe", core_, architecture_, 0, inputs);
  run();
  // MACs 3, 4; psum 5. The word is seen and taken in 100: MACs 101, 102; psum 103.
  EXPECT_THAT(out(), ElementsAre(8, 106));
  EXPECT_EQ(bench_->counters().wait_ifmap_cycles, 95u) << "6 to 100";
}

TEST_P(PeWindowTiming, SeveralRowsOneAfterTheOther) {
  simulate({.filters = 1,
            .channels = 1,
            .kernel_width = 2,
            .stride = 1,
            .windows = 2,
            .rows = 2,
            .head_of_column = true},
           {1, 2, 3, 10, 20, 30}, {1, 100});
  // Words 1, 2; MACs 3, 4; psum and third word 5; MACs 6, 7; psum 8. The next row starts with a
  // whole window: words 8, 9; MACs 10, 11; psum and word 12; MACs 13, 14; psum 15.
  EXPECT_THAT(out(), ElementsAre(8, 11, 15, 18));
  EXPECT_THAT(first_psums(), ElementsAre(201, 302, 2010, 3020));
}

TEST_P(PeWindowTiming, StrideTakesThatManyNewColumns) {
  simulate({.filters = 1,
            .channels = 1,
            .kernel_width = 3,
            .stride = 2,
            .windows = 2,
            .rows = 1,
            .head_of_column = true},
           {1, 2, 3, 4, 5}, {1, 10, 100});
  // Words 1 to 3, MACs 4 to 6, psum 7, words 7 and 8, MACs 9 to 11, psum 12.
  EXPECT_THAT(out(), ElementsAre(10, 15));
  EXPECT_THAT(first_psums(), ElementsAre(321, 543));
}

TEST_P(PeWindowTiming, StrideBeyondTheKernelTakesAWholeWindow) {
  // Columns that no window uses are not sent.
  simulate({.filters = 1,
            .channels = 1,
            .kernel_width = 2,
            .stride = 3,
            .windows = 2,
            .rows = 1,
            .head_of_column = true},
           {1, 2, 4, 5}, {1, 10});
  // Words 1, 2; MACs 3, 4; psum 5, words 5, 6; MACs 7, 8; psum 9.
  EXPECT_THAT(out(), ElementsAre(8, 12));
  EXPECT_THAT(first_psums(), ElementsAre(21, 54));
}

TEST_P(PeWindowTiming, GatedMacsTakeTheirCycle) {
  simulate({.filters = 4,
            .channels = 1,
            .kernel_width = 3,
            .stride = 1,
            .windows = 4,
            .rows = 1,
            .head_of_column = true},
           {0, 2, 0, 0, 0, 6}, {1, 0, 0, 0, 10, 0, 0, 0, 100, 0, 0, 0});
  EXPECT_THAT(out(), ElementsAre(31, 47, 63, 79)) << "as PeriodIsMacsPlusPsums";
  EXPECT_THAT(first_psums(), ElementsAre(20, 2, 0, 600));
  // Zeros in the windows 020, 200, 000, 006: 9 words, each with 4 filters.
  EXPECT_EQ(bench_->counters().macs_gated, 36u);
  EXPECT_EQ(bench_->counters().mac_cycles, 48u);
}

}  // namespace
}  // namespace eyeriss::hw
