// SPDX-License-Identifier: Apache-2.0
// hw/pe/pe.h: how long a pass takes in a PE. Unless a test says otherwise everything is sent from
// cycle 0 on and so can be seen from cycle 1 on: the pass starts in cycle 1.
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
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PeTiming : public test::TimingTest {
 protected:
  void simulate(const PeInputs& inputs, int passes = 1) {
    bench_ = std::make_unique<PeBench>("pe", core_, architecture_, 0, inputs, passes);
    run();
  }
  /// Cycles in which psum words can be taken from the output FIFO, and are.
  const std::vector<Cycle>& out() const { return bench_->output.cycles(); }
  std::vector<int> first_psums() const {
    std::vector<int> psums;
    for (const Word64& word : bench_->output.values()) psums.push_back(word[0]);
    return psums;
  }

  Architecture architecture_ = test::roomy_pe();
  std::unique_ptr<PeBench> bench_;
};

EYERISS_UNDER_EVERY_SCHEDULE(PeTiming);

constexpr PePass kOneWindow{.filters = 2,
                            .channels = 1,
                            .kernel_width = 1,
                            .stride = 1,
                            .windows = 1,
                            .rows = 1,
                            .head_of_column = true};

PeInputs one_window() {
  return {.commands = {{0, kOneWindow}},
          .ifmap = {{0, std::int16_t{3}}},
          .filters = from(0, filter_words({5, 7})),
          .psums = {{0, Word64{10, 20}}},
          .psum_out_not_before = {}};
}

TEST_P(PeTiming, AWindowFromTheFirstWordToThePsums) {
  // Filters written in 1 and 2, the window complete after 1; MACs in 3 and 4; psums added in 5
  // and 6; three stages: the word leaves 2 cycles later, in 8, and is seen in 9.
  simulate(one_window());
  EXPECT_THAT(out(), ElementsAre(9));
  EXPECT_THAT(bench_->output.values(), ElementsAre(ElementsAre(25, 41, _, _)));
}

TEST_P(PeTiming, PipelineOfFiveStages) {
  architecture_.pe.pipeline_stages = 5;
  simulate(one_window());
  EXPECT_THAT(out(), ElementsAre(11)) << "added in 6, leaves in 10";
}

TEST_P(PeTiming, PipelineOfOneStage) {
  architecture_.pe.pipeline_stages = 1;
  simulate(one_window());
  EXPECT_THAT(out(), ElementsAre(7)) << "added in 6, leaves in 6";
}

TEST_P(PeTiming, PassStartsWhenTheCommandIsSeen) {
  PeInputs inputs = one_window();
  inputs.commands = {{10, kOneWindow}};
  simulate(inputs);
  // Seen in 11, and so is the barrier's line in 12. Window complete after 11, filters long since
  // written; MACs in 12 and 13, adder in 14 and 15, leaves in 17.
  EXPECT_THAT(bench_->watcher.opened(), ElementsAre(12));
  EXPECT_THAT(out(), ElementsAre(18));
}

TEST_P(PeTiming, RefillTakesOneWordPerCycleOncePassHasStarted) {
  architecture_.pe.ifmap_fifo_words = 2;
  PeInputs inputs = one_window();
  inputs.commands[0] = {10, kOneWindow};
  inputs.commands[0].second.kernel_width = 3;
  inputs.commands[0].second.filters = 1;
  inputs.ifmap = from<std::int16_t>(0, {1, 2, 3, 4});
  inputs.filters = from(0, filter_words({1, 10, 100}));
  simulate(inputs);
  // Taken in 11, 12 and 13: the words behind are pushed in 12 and 13, when the first two places
  // are free again. MACs in 14 to 16, psum in 17, leaves in 19.
  EXPECT_THAT(bench_->ifmap.cycles(), ElementsAre(0, 1, 12, 13));
  EXPECT_THAT(out(), ElementsAre(20));
  EXPECT_THAT(first_psums(), ElementsAre(10 + 1 + 20 + 300));
}

TEST_P(PeTiming, MacsWaitForTheLastIfmapWord) {
  PeInputs inputs = one_window();
  inputs.commands[0].second.kernel_width = 2;
  inputs.ifmap = {{0, std::int16_t{3}}, {50, std::int16_t{4}}};
  inputs.filters = from(0, filter_words({5, 7, 1, 1}));
  simulate(inputs);
  // Seen and taken in 51; 4 MACs from 52 on, 2 psums from 56 on, leaves in 59.
  EXPECT_THAT(out(), ElementsAre(60));
  // From the start of the pass in 1 to the last psum in 57 each cycle has its place.
  const PeCounters counters = bench_->counters();
  EXPECT_EQ(counters.wait_filter_cycles + counters.wait_ifmap_cycles +
                counters.wait_psum_in_cycles + counters.wait_psum_out_cycles,
            57u - 4 - 2);
}

TEST_P(PeTiming, FirstMacWaitsForTheLastFilter) {
  PeInputs inputs = one_window();
  inputs.filters = from(49, filter_words({5, 7}));
  simulate(inputs);
  // Seen in 50, written in 50 and 51; MACs in 52 and 53, psums in 54 and 55, leaves in 57.
  EXPECT_THAT(out(), ElementsAre(58));
}

TEST_P(PeTiming, FiltersAreTakenBeforeTheirPassHasStarted) {
  PeInputs inputs = one_window();
  inputs.commands = {{30, kOneWindow}};
  inputs.filters = from(27, filter_words({5, 7, 0, 0}, 2));
  inputs.commands[0].second.kernel_width = 2;
  inputs.ifmap = from<std::int16_t>(0, {3, 4});
  simulate(inputs);
  // Written in 28 to 31; window complete after 32; MACs in 33 to 36, psums in 37, 38.
  EXPECT_THAT(out(), ElementsAre(41));
}

TEST_P(PeTiming, AdderWaitsForThePsumFromBelow) {
  PeInputs inputs = one_window();
  inputs.commands[0].second.windows = 2;
  inputs.ifmap = from<std::int16_t>(0, {3, 4});
  inputs.psums = {{40, Word64{10, 20}}, {41, Word64{30, 40}}};
  simulate(inputs);
  // Seen in 41: psums in 41 and 42, leave in 44. The next MACs start when the last psum has been
  // issued: 43 and 44; psums in 45 and 46, leave in 48.
  EXPECT_THAT(out(), ElementsAre(45, 49));
  EXPECT_EQ(bench_->counters().wait_psum_in_cycles, 41u - 5u) << "adder free from 5 on";
}

TEST_P(PeTiming, EachWordOfAWindowWaitsForItsOwnPsums) {
  PeInputs inputs = one_window();
  inputs.commands[0].second.filters = 6;
  inputs.filters = from(0, filter_words({1, 2, 3, 4, 5, 6}));
  inputs.psums = {{0, Word64{1, 1, 1, 1}}, {70, Word64{2, 2}}};
  simulate(inputs);
  // Filters 1 to 6, MACs 7 to 12, psums 13 to 16: leaves in 18. The other two psums in 71, 72.
  EXPECT_THAT(out(), ElementsAre(19, 75));
  EXPECT_THAT(bench_->output.values()[1], ElementsAre(2 + 15, 2 + 18, _, _));
}

TEST_P(PeTiming, AWordStartsOnlyWhenItsPlaceAboveIsFree) {
  architecture_.pe.psum_fifo_words = 4;  // one word of the network
  PeInputs inputs = one_window();
  inputs.commands[0].second.filters = 8;
  inputs.filters = from(0, filter_words({1, 2, 3, 4, 5, 6, 7, 8}));
  inputs.psums = from<Word64>(0, {{}, {}});
  inputs.psum_out_not_before = {60};
  simulate(inputs);
  // Filters 1 to 8, MACs 9 to 16, psums 17 to 20, leave in 22. Taken in 60, so that the place is
  // free in 61: psums in 61 to 64, leave in 66.
  EXPECT_THAT(out(), ElementsAre(60, 67));
}

TEST_P(PeTiming, ACommandWithoutWorkIsTakenNoteOf) {
  PeInputs inputs = one_window();
  inputs.commands = {{0, kNoWork}, {20, kOneWindow}};
  simulate(inputs, 2);
  // Arrives in 1 and in 21. Window complete after 21; MACs 22, 23; psums 24, 25; leaves in 27.
  EXPECT_THAT(bench_->watcher.opened(), ElementsAre(22));
  EXPECT_THAT(out(), ElementsAre(28));
}

TEST_P(PeTiming, ACommandWithoutWorkAloneDoesNothing) {
  PeInputs inputs;
  inputs.commands = {{6, kNoWork}};
  simulate(inputs);
  EXPECT_THAT(bench_->watcher.opened(), ElementsAre(8));
  EXPECT_THAT(out(), IsEmpty());
  EXPECT_EQ(bench_->counters().mac_cycles, 0u);
}

TEST_P(PeTiming, NextPassStartsWhenTheLastPsumHasBeenIssued) {
  PeInputs inputs = one_window();
  inputs.commands = {{0, kOneWindow}, {2, kOneWindow}};
  inputs.ifmap = from<std::int16_t>(0, {3, 4});
  inputs.filters = from(0, filter_words({5, 7}));
  for (const auto& word : from(0, filter_words({1, 2}))) inputs.filters.push_back(word);
  inputs.psums = from<Word64>(0, {{10, 20}, {10, 20}});
  simulate(inputs, 2);
  // First pass: MACs 3, 4; psums 5, 6, and meanwhile the next filters are written. Second: starts
  // in 7 and takes its ifmap word; MACs 8, 9; psums 10, 11; leaves in 13.
  EXPECT_THAT(bench_->watcher.opened(), ElementsAre(8));
  EXPECT_THAT(out(), ElementsAre(9, 14));
  EXPECT_THAT(first_psums(), ElementsAre(25, 14));
}

/// A column of two PEs, one above the other.
TEST_P(PeTiming, PsumsGoUpTheLocalLink) {
  PePass below = kOneWindow;
  below.filters = 1;
  below.head_of_column = false;
  PePass above = below;
  above.head_of_column = true;
  PeInputs head{.commands = {{0, above}},
                .ifmap = {{0, std::int16_t{3}}},
                .filters = from(0, filter_words({5})),
                .psums = {},
                .psum_out_not_before = {}};
  PeInputs foot = head;
  foot.commands = {{0, below}};
  foot.psums = {{0, Word64{100}}};
  PeBench upper("upper", core_, architecture_, 0, head);
  PeBench lower("lower", core_, architecture_, 0, foot);
  lower.pe.connect_above(upper.pe);
  run();
  // Both: filter and window in 1, MAC in 2. Lower psum in 3; leaves in 5, is seen above in 6 and
  // added there; leaves in 8.
  EXPECT_THAT(upper.output.cycles(), ElementsAre(9));
  EXPECT_EQ(upper.output.values()[0][0], 130);
  EXPECT_THAT(lower.output.cycles(), IsEmpty());
  EXPECT_EQ(upper.pe.psum_in.popped(), 1u);
  EXPECT_EQ(upper.pe.psum_out.pushed(), 1u) << "a head's psums go to the output network";
}

}  // namespace
}  // namespace eyeriss::hw
