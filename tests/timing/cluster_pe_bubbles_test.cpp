// SPDX-License-Identifier: Apache-2.0
// hw/cluster/cluster_pe.h: windows whose MACs have cycles without a slot (hw/pe/cluster_pe_core.h).
// Stages: i = 2, w = 3, m = 2; two MACs per cycle; psum words of two. Unless a test says otherwise
// word k of each kind is sent in cycle k and so taken in cycle k+1: a last weight word taken in c
// lets MACs start in c+4, a last iact word in c+6. Psums added in c are seen outside in c+2.
// Psums are not forwarded, and are added between MACs.
#include <cstdint>
#include <vector>

#include "tests/support/cluster_pe_timing_test.h"

namespace eyeriss::hw {
namespace {

using test::cluster_pass;
using test::Data;
using test::Segments;
using ::testing::ElementsAre;
using enum test::Data;

class ClusterPeBubbles : public test::ClusterPeTimingTest {
 protected:
  void SetUp() override { architecture_.pe.forwards_psums = false; }
  void TearDown() override {
    if (architecture_.pe.overlaps_accumulation) return;
    const PeCounters count = counters();
    EXPECT_EQ(static_cast<std::uint64_t>(count.mapped_cycles),
              count.wait_filter_cycles + count.wait_ifmap_cycles + count.wait_psum_in_cycles +
                  count.wait_psum_out_cycles + count.mac_cycles + count.bubble_cycles +
                  count.accumulate_cycles)
        << "each cycle is one of these";
  }

  /// Windows of columns of one channel, as many as the iacts are for.
  void simulate_row(Data iact_coding, const std::vector<std::int16_t>& iacts,
                    const Segments& columns) {
    ClusterPePass pass = cluster_pass(static_cast<int>(columns[0].size()), 1,
                                      static_cast<int>(columns.size()), 1, iact_coding, kCsc);
    pass.windows = static_cast<int>(iacts.size() - columns.size()) + 1;
    Segments segments;
    for (const std::int16_t iact : iacts) segments.push_back({iact});
    simulate(pass, inputs(pass, segments, columns));
  }
  /// A window of three columns and one filter takes in 1 to 3 what it needs: ready in 9.
  void simulate_depthwise(const std::vector<std::int16_t>& iacts) {
    simulate_row(kCsc, iacts, {{1}, {10}, {100}});
  }
  void expect_cycles(std::uint64_t slots, std::uint64_t bubbles) const {
    EXPECT_EQ(counters().mac_cycles, slots);
    EXPECT_EQ(counters().bubble_cycles, bubbles);
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeBubbles);

// Windows of three columns and one filter.

TEST_P(ClusterPeBubbles, DepthwiseDense) {
  // MACs in 9, 11 and 13, psum in 14.
  simulate_depthwise({1, 2, 3});
  EXPECT_THAT(out(), ElementsAre(16));
  EXPECT_THAT(first_psums(), ElementsAre(321));
  expect_cycles(3, 2);
  EXPECT_EQ(counters().wait_filter_cycles, 7u) << "0 to 6";
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u) << "7 and 8";
  EXPECT_EQ(counters().accumulate_cycles, 1u);
  EXPECT_EQ(counters().mapped_cycles, 15u) << "0 to 14";
}

TEST_P(ClusterPeBubbles, DepthwiseTwoInARow) {
  // MACs in 9 and 11; the last of four addresses in 12, psum in 13.
  simulate_depthwise({1, 2, 0});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(21));
  expect_cycles(2, 2);
}

TEST_P(ClusterPeBubbles, DepthwiseTwoApart) {
  // MACs in 9 and, behind the segment without a value, in 11.
  simulate_depthwise({1, 0, 3});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(301));
  expect_cycles(2, 2);
}

TEST_P(ClusterPeBubbles, DepthwiseTwoAtTheEnd) {
  // MACs in 10 and 12.
  simulate_depthwise({0, 2, 3});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(320));
  expect_cycles(2, 2);
}

TEST_P(ClusterPeBubbles, DepthwiseTwoAtTheEndOfALongerPipeline) {
  // MACs in 10 and 13, psum in 14, on its way for a stage more.
  architecture_.pe.mac_stages = 3;
  simulate_depthwise({0, 2, 3});
  EXPECT_THAT(out(), ElementsAre(17));
  expect_cycles(2, 3);
}

TEST_P(ClusterPeBubbles, DepthwiseOne) {
  // A MAC in 11, the last address in 12.
  simulate_depthwise({0, 0, 3});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(300));
  expect_cycles(1, 3);
}

TEST_P(ClusterPeBubbles, DepthwiseNone) {
  // Four addresses, in 9 to 12.
  simulate_depthwise({0, 0, 0});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(0));
  expect_cycles(0, 4);
  EXPECT_EQ(counters().mapped_cycles, 14u);
}

TEST_P(ClusterPeBubbles, ThreeStages) {
  // MACs in 9, 12 and 15; psum in 16, on its way for a stage more.
  architecture_.pe.mac_stages = 3;
  simulate_depthwise({1, 2, 3});
  EXPECT_THAT(out(), ElementsAre(19));
  expect_cycles(3, 4);
}

TEST_P(ClusterPeBubbles, OneStage) {
  // MACs in 9 to 11, the last address in 12, psum in 13, seen in the cycle after.
  architecture_.pe.mac_stages = 1;
  simulate_depthwise({1, 2, 3});
  EXPECT_THAT(out(), ElementsAre(14));
  expect_cycles(3, 1);
}

TEST_P(ClusterPeBubbles, ForwardedPsums) {
  // As many MACs a cycle, but two stages.
  architecture_.pe.forwards_psums = true;
  simulate_depthwise({1, 2, 3});
  EXPECT_THAT(out(), ElementsAre(15));
  expect_cycles(3, 1);
}

// Raw iacts, of three columns and one filter.

TEST_P(ClusterPeBubbles, ARawZeroBetween) {
  // Gated in 10: MACs in 9 and 11, psum in 12.
  simulate_row(kRaw, {1, 0, 3}, {{1}, {10}, {100}});
  EXPECT_THAT(out(), ElementsAre(14));
  expect_cycles(3, 0);
  EXPECT_EQ(counters().macs_gated, 1u);
}

TEST_P(ClusterPeBubbles, ARawZeroBehind) {
  // MACs in 9 and 11, gated in 12, psum in 13.
  simulate_row(kRaw, {1, 2, 0}, {{1}, {10}, {100}});
  EXPECT_THAT(out(), ElementsAre(15));
  expect_cycles(3, 1);
}

TEST_P(ClusterPeBubbles, RawZerosAlone) {
  // Gated in 9 to 11, psum in 12.
  simulate_row(kRaw, {0, 0, 0}, {{1}, {10}, {100}});
  EXPECT_THAT(out(), ElementsAre(14));
  expect_cycles(3, 0);
}

// More filters. Of two, a column of weights is a word, and they are ready as those of one.

TEST_P(ClusterPeBubbles, TwoFilters) {
  // As of one.
  simulate_row(kCsc, {1, 2, 3}, {{1, 1}, {1, 1}, {1, 1}});
  EXPECT_THAT(out(), ElementsAre(16));
  expect_cycles(3, 2);
}

TEST_P(ClusterPeBubbles, TwoFiltersByTurns) {
  // MACs in 9 to 11, the last address in 12, psums in 13.
  simulate_row(kCsc, {1, 2, 3}, {{1, 0}, {0, 1}, {1, 0}});
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(first_psums(), ElementsAre(4));
  expect_cycles(3, 1);
}

TEST_P(ClusterPeBubbles, ThreeFilters) {
  // Six words of weights, taken in 1 to 6: ready in 10. Two slots an iact lie far enough from the
  // next two: MACs in 10 to 15, psums in 16 and 17.
  simulate_row(kCsc, {1, 2, 3}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
  EXPECT_THAT(out(), ElementsAre(18, 19));
  expect_cycles(6, 0);
}

TEST_P(ClusterPeBubbles, ThreeFiltersAndStages) {
  // MACs in 10 and 11, 13 and 14, 16 and 17; psums in 18 and 19, on their way for a stage more.
  architecture_.pe.mac_stages = 3;
  simulate_row(kCsc, {1, 2, 3}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
  EXPECT_THAT(out(), ElementsAre(21, 22));
  expect_cycles(6, 2);
}

TEST_P(ClusterPeBubbles, ALastAndAFirstWordThatShareAFilter) {
  // Words of filters 0 and 1, and of 2, MACs in 9 and 10; of 0 and 2, in 12; of 1, in 13. Psums in
  // 14 and 15.
  simulate_row(kCsc, {1, 1, 1}, {{1, 1, 1}, {1, 0, 1}, {0, 1, 0}});
  EXPECT_THAT(out(), ElementsAre(16, 17));
  expect_cycles(4, 1);
}

TEST_P(ClusterPeBubbles, ALastAndAFirstWordThatShareNone) {
  // Of 0 and 1, and of 2, MACs in 9 and 10; of 0 and 1, in 11; of 2, in 12. Psums in 13 and 14.
  simulate_row(kCsc, {1, 1, 1}, {{1, 1, 1}, {1, 1, 0}, {0, 0, 1}});
  EXPECT_THAT(out(), ElementsAre(15, 16));
  expect_cycles(4, 0);
}

// Fetching iacts. Five columns of four filters take ten words of weights: ready in 14. Two slots an
// iact; psums never wait.

TEST_P(ClusterPeBubbles, SegmentsWithoutValuesFirst) {
  // Passed over in 14 to 16, MACs in 17 to 20, psums in 21 and 22.
  simulate_row(kCsc, {0, 0, 0, 1, 2}, Segments(5, {1, 1, 1, 1}));
  EXPECT_THAT(out(), ElementsAre(23, 24));
  EXPECT_THAT(first_psums(), ElementsAre(3, 3));
  expect_cycles(4, 3);
}

TEST_P(ClusterPeBubbles, SegmentsWithoutValuesLast) {
  // MACs in 14 to 17, the last of six addresses in 19, psums in 20 and 21.
  simulate_row(kCsc, {1, 2, 0, 0, 0}, Segments(5, {1, 1, 1, 1}));
  EXPECT_THAT(out(), ElementsAre(22, 23));
  expect_cycles(4, 2);
}

TEST_P(ClusterPeBubbles, SegmentsWithoutValuesBetween) {
  // Three are passed over in 15 to 17, of which the slot in 15 hides one: MACs in 14 and 15, 18 and
  // 19, psums in 20 and 21.
  simulate_row(kCsc, {1, 0, 0, 0, 2}, Segments(5, {1, 1, 1, 1}));
  EXPECT_THAT(out(), ElementsAre(22, 23));
  expect_cycles(4, 2);
}

TEST_P(ClusterPeBubbles, ALongRunTakesACycle) {
  // Three pairs, taken until 2. Twenty raw weights fill as many words of the spad, until 20: ready
  // in 24. MAC in 24, the further pair of 16 zeros in 25, MAC in 26, psum in 27.
  architecture_.pe.forwards_psums = true;
  const ClusterPePass pass = cluster_pass(1, 20, 1, 1, kCsc, kRaw);
  Segments segments(1, std::vector<std::int16_t>(20));
  segments[0][0] = 1;
  segments[0][17] = 5;
  simulate(pass, inputs(pass, segments, Segments(20, {1})));
  EXPECT_THAT(out(), ElementsAre(29));
  EXPECT_THAT(first_psums(), ElementsAre(6));
  expect_cycles(2, 1);
}

// Windows and passes.

TEST_P(ClusterPeBubbles, RowsOfWindows) {
  // MACs in 9 to 13, psum in 14; 15 to 19, psum in 20; 21 to 25, psum in 26.
  simulate_depthwise({1, 2, 3, 4, 5});
  EXPECT_THAT(out(), ElementsAre(16, 22, 28));
  expect_cycles(9, 6);
}

TEST_P(ClusterPeBubbles, WindowsWhosePsumsAreAddedBesideMacs) {
  // Five cycles each: MACs in 9 to 13, 14 to 18, 19 to 23; psums in 14, 19 and 24.
  architecture_.pe.overlaps_accumulation = true;
  simulate_depthwise({1, 2, 3, 4, 5});
  EXPECT_THAT(out(), ElementsAre(16, 21, 26));
  expect_cycles(9, 6);
  EXPECT_EQ(counters().mapped_cycles, 25u) << "to the last addition";
}

TEST_P(ClusterPeBubbles, WindowsWithZerosWhosePsumsAreAddedBesideMacs) {
  // Four cycles each, for two iacts, two, two and one: in 9 to 12, 13 to 16, 17 to 20 and 21 to 24.
  architecture_.pe.overlaps_accumulation = true;
  simulate_depthwise({1, 0, 3, 4, 0, 0});
  EXPECT_THAT(out(), ElementsAre(15, 19, 23, 27));
  EXPECT_THAT(first_psums(), ElementsAre(301, 430, 43, 4));
  expect_cycles(7, 9);
}

TEST_P(ClusterPeBubbles, NoneFromOneWindowToTheNext) {
  // Windows of one MAC, in 7 to 10, on four psums.
  architecture_.pe.overlaps_accumulation = true;
  simulate_row(kRaw, {1, 2, 3, 4}, {{1}});
  EXPECT_THAT(out(), ElementsAre(10, 11, 12, 13));
  expect_cycles(4, 0);
}

TEST_P(ClusterPeBubbles, NoneFromALastMacToTheFirstOfTheNextWindow) {
  // Ready in 8: MACs in 8 and 10, and in 11 and 13; psums in 11 and 14.
  architecture_.pe.overlaps_accumulation = true;
  simulate_row(kRaw, {1, 2, 3}, {{1}, {10}});
  EXPECT_THAT(out(), ElementsAre(13, 16));
  expect_cycles(4, 2);
}

TEST_P(ClusterPeBubbles, WeightsOfTheNextPassEnterWhenTheLastAddressHasBeenRead) {
  // Two addresses in 7 and 8, psum in 9. Weights taken in 9, ready in 13: MAC in 13, the second
  // address in 14, psum in 15.
  const ClusterPePass pass = cluster_pass(1, 1, 1, 1, kCsc, kCsc);
  test::ClusterPeInputs both = inputs(pass, {{0}, {4}}, {{1}});
  for (const auto& word : test::from(0, test::weight_words(pass, {{5}}))) {
    both.weights.push_back(word);
  }
  both.psums.push_back({0, {}});
  simulate({work(pass), work(pass)}, both);
  EXPECT_THAT(out(), ElementsAre(11, 17));
  EXPECT_THAT(first_psums(), ElementsAre(0, 20));
  expect_cycles(1, 3);
}

}  // namespace
}  // namespace eyeriss::hw
