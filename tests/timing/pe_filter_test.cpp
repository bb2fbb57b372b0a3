// SPDX-License-Identifier: Apache-2.0
// hw/pe/pe.h: "The filter spad has one port: in every cycle in which no MAC issues, it takes one
// word from the filter FIFO, for the coming pass and already for the one after the present, as far
// as there is room." The published FIFO holds one word of the network, four filters, and so tells
// when its last filter has been written: the next is pushed in the cycle after.
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

/// p*q*S = 8 MACs, 2 psums, three windows.
constexpr PePass kPass{.filters = 2,
                       .channels = 1,
                       .kernel_width = 4,
                       .stride = 1,
                       .windows = 3,
                       .rows = 1,
                       .head_of_column = true};
const std::vector<std::int16_t> kFilters{1, 2, 3, 4, 5, 6, 7, 8};

class PeFilterTiming : public test::TimingTest {
 protected:
  PeFilterTiming() { architecture_.pe.filter_fifo_words = 4; }

  /// The filters of `passes` passes are sent one after the other; the PE is told of `commanded`.
  void simulate(int passes, int commanded, Cycle last_psums_from = 0) {
    PeInputs inputs;
    for (int i = 0; i < passes; ++i) {
      for (const auto& word : from(0, filter_words(kFilters))) inputs.filters.push_back(word);
    }
    for (int i = 0; i < commanded; ++i) inputs.commands.emplace_back(0, kPass);
    inputs.ifmap = from(0, std::vector<std::int16_t>(static_cast<std::size_t>(commanded) * 6, 1));
    inputs.psums = from(0, std::vector<Word64>(static_cast<std::size_t>(commanded) * 3));
    inputs.psums.back().first = last_psums_from;
    bench_ = std::make_unique<PeBench>("pe", core_, architecture_, 0, inputs);
    run();
  }
  const std::vector<Cycle>& pushed() const { return bench_->filters.cycles(); }

  Architecture architecture_ = test::roomy_pe();
  std::unique_ptr<PeBench> bench_;
};

EYERISS_UNDER_EVERY_SCHEDULE(PeFilterTiming);

// First word seen in 1 and written in 1 to 4; the second pushed in 5, written in 6 to 9. MACs in
// 10 to 17, 20 to 27 and 30 to 37, psums in 18, 19, 28, 29, 38, 39.

TEST_P(PeFilterTiming, OneFilterPerCycle) {
  simulate(1, 1);
  EXPECT_THAT(pushed(), ElementsAre(0, 5));
  EXPECT_THAT(bench_->output.cycles(), ElementsAre(22, 32, 42));
}

TEST_P(PeFilterTiming, WritesOnlyInCyclesWithoutMacs) {
  // The third word, pushed in 10, is written in 18, 19, 28 and 29; the fourth, pushed in 30, from
  // 38 to 41, and the pass after the next has to wait for the next.
  simulate(3, 1);
  EXPECT_THAT(pushed(), ElementsAre(0, 5, 10, 30, 42));
  EXPECT_THAT(bench_->output.cycles(), ElementsAre(22, 32, 42)) << "prefetch costs no cycle";
}

TEST_P(PeFilterTiming, StopsWhenTheSpadIsFull) {
  architecture_.pe.filter_spad_words = 10;
  // Two of the third word go into the two free words in 18 and 19. The active filters are used
  // for the last time in 37; the other two are written in 38 and 39.
  simulate(2, 1);
  EXPECT_THAT(pushed(), ElementsAre(0, 5, 10, 40));
}

TEST_P(PeFilterTiming, AFullSpadTakesNothingUntilTheLastMac) {
  architecture_.pe.filter_spad_words = 8;
  simulate(2, 1);
  EXPECT_THAT(pushed(), ElementsAre(0, 5, 10, 42)) << "written in 38 to 41";
}

TEST_P(PeFilterTiming, WaitingForPsumsLeavesThePortToTheFilters) {
  // The last window's psums come in 100 only; the filters of the next pass are written meanwhile.
  architecture_.pe.filter_spad_words = 8;
  simulate(3, 1, 100);
  EXPECT_THAT(pushed(), ElementsAre(0, 5, 10, 42, 47));
  EXPECT_THAT(bench_->output.cycles(), ElementsAre(22, 32, 105)) << "seen in 101, added to 102";
}

TEST_P(PeFilterTiming, NextPassUsesWhatWasPrefetched) {
  simulate(2, 2);
  // As above, the last of the fourth word in 41. The second pass starts in 40 and takes its window
  // in 40 to 43: MACs from 44, 54 and 64 on, psums 52, 53 and so forth.
  EXPECT_THAT(bench_->output.cycles(), ElementsAre(22, 32, 42, 56, 66, 76));
}

}  // namespace
}  // namespace eyeriss::hw
