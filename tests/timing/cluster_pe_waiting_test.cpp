// SPDX-License-Identifier: Apache-2.0
// hw/cluster/cluster_pe.h: what a PE of a machine of clusters waits for, and its passes.
// Stages: i = 2, w = 3, m = 2; two MACs per cycle; psum words of two. Unless a test says otherwise
// word k of each kind is sent in cycle k and so taken in cycle k+1: a last weight word taken in c
// lets MACs start in c+4, a last iact word in c+6. Psums added in c are seen outside in c+2.
// Psums are added between MACs.
#include "tests/support/cluster_pe_timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::PsumWord;
using test::cluster_pass;
using test::ClusterPeInputs;
using test::Cycle;
using test::from;
using test::iact_words;
using test::kDenseColumns;
using test::kDenseIacts;
using test::kThreeColumns;
using test::three_columns;
using test::weight_words;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum test::Data;

using ClusterPeWaiting = test::ClusterPeTimingTest;

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeWaiting);

// Late words: present in the last cycle that costs nothing, or one later.

TEST_P(ClusterPeWaiting, LateWeights) {
  // Sent in 4, taken in 5, ready in 9 as are the iacts.
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.weights.back().first = 4;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(14));
  EXPECT_EQ(counters().wait_filter_cycles, 9u) << "0 to 8";
  EXPECT_EQ(counters().wait_ifmap_cycles, 0u);
}

TEST_P(ClusterPeWaiting, WeightsOneCycleLater) {
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.weights.back().first = 5;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(15));
}

TEST_P(ClusterPeWaiting, LateIact) {
  // Weights ready in 9 as above; the iact is sent in 2, taken in 3, ready in 9.
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.weights.back().first = 4;
  late.iacts.back().first = 2;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(14));
}

TEST_P(ClusterPeWaiting, IactOneCycleLater) {
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.weights.back().first = 4;
  late.iacts.back().first = 3;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_EQ(counters().wait_ifmap_cycles, 1u);
}

TEST_P(ClusterPeWaiting, LatePsum) {
  // Sent in 11, there in 12, when the adders are free.
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.psums[0].first = 11;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(14));
  EXPECT_EQ(counters().wait_psum_in_cycles, 0u);
}

TEST_P(ClusterPeWaiting, PsumOneCycleLater) {
  ClusterPeInputs late = three_columns(kDenseIacts, kDenseColumns);
  late.psums[0].first = 12;
  simulate(kThreeColumns, late);
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_EQ(counters().wait_psum_in_cycles, 1u);
}

// Four filters: MACs in 7 and 8; psums in 9, and in 10 unless something is missing.

const ClusterPePass kTwoWords = cluster_pass(4, 1, 1, 1, kRaw, kRaw);

ClusterPeInputs two_words() {
  return {.iacts = from(0, iact_words(kTwoWords, {{1}})),
          .weights = from(0, weight_words(kTwoWords, {{1, 2, 3, 4}})),
          .psums = from<PsumWord>(0, {{}, {}})};
}

TEST_P(ClusterPeWaiting, EachWordWaitsForItsOwnPsums) {
  ClusterPeInputs late = two_words();
  late.psums[1].first = 9;
  simulate(kTwoWords, late);
  EXPECT_THAT(out(), ElementsAre(11, 12)) << "there in 10";
}

TEST_P(ClusterPeWaiting, SecondWordOneCycleLater) {
  ClusterPeInputs late = two_words();
  late.psums[1].first = 10;
  simulate(kTwoWords, late);
  EXPECT_THAT(out(), ElementsAre(11, 13));
}

TEST_P(ClusterPeWaiting, AWordStartsOnlyWhenItsPlaceIsFree) {
  architecture_.pe.psum_fifo_words = 1;
  ClusterPeInputs slow = two_words();
  slow.psum_out_not_before = {30};
  simulate(kTwoWords, slow);
  // The first is taken in 30, so that the place is free in 31: psums in 31, seen in 33. From
  // below the second word came in 11: sent in 10, when the first had left the FIFO in 9.
  EXPECT_THAT(out(), ElementsAre(30, 33));
  EXPECT_EQ(counters().wait_psum_in_cycles, 1u) << "10";
  EXPECT_EQ(counters().wait_psum_out_cycles, 20u) << "11 to 30";
}

TEST_P(ClusterPeWaiting, PlaceFreeOneCycleLater) {
  architecture_.pe.psum_fifo_words = 1;
  ClusterPeInputs slow = two_words();
  slow.psum_out_not_before = {31};
  simulate(kTwoWords, slow);
  EXPECT_THAT(out(), ElementsAre(31, 34));
}

TEST_P(ClusterPeWaiting, APlaceForEachWordCostsNothing) {
  architecture_.pe.psum_fifo_words = 2;
  ClusterPeInputs slow = two_words();
  slow.psum_out_not_before = {30};
  simulate(kTwoWords, slow);
  EXPECT_THAT(out(), ElementsAre(30, 31));
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
}

// Room of the iact spads.

TEST_P(ClusterPeWaiting, IactsOfTheNextWindowEnterDuringTheMacs) {
  architecture_.pe.iact_values = 4;
  ClusterPePass pass = cluster_pass(2, 1, 3, 1, kRaw, kRaw);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1}, {2}, {3}, {4}}, kDenseColumns));
  // MACs in 9 to 11, psums in 12; MACs in 13 to 15, psums in 16.
  EXPECT_THAT(out(), ElementsAre(14, 18));
}

TEST_P(ClusterPeWaiting, IactsWaitForTheRoomOfTheWindowBefore) {
  architecture_.pe.iact_values = 3;
  ClusterPePass pass = cluster_pass(2, 1, 3, 1, kRaw, kRaw);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1}, {2}, {3}, {4}}, kDenseColumns));
  // Last MAC in 11: taken in 12, ready in 18. MACs in 18 to 20, psums in 21.
  EXPECT_THAT(out(), ElementsAre(14, 23));
}

TEST_P(ClusterPeWaiting, SegmentsWithoutValuesTakeRoomToo) {
  architecture_.pe.iact_segments = 3;
  ClusterPePass pass = cluster_pass(2, 1, 3, 1, kCsc, kCsc);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1}, {0}, {0}, {5}}, kDenseColumns));
  // MAC in 9, addresses until 12, psums in 13. The last segment is taken in 13, ready in 19: MAC in
  // 21, addresses until 22, psums in 23.
  EXPECT_THAT(out(), ElementsAre(15, 25));
}

TEST_P(ClusterPeWaiting, WithRoomForAFurtherSegment) {
  architecture_.pe.iact_segments = 4;
  ClusterPePass pass = cluster_pass(2, 1, 3, 1, kCsc, kCsc);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1}, {0}, {0}, {5}}, kDenseColumns));
  // Taken in 4, ready in 10. The window starts behind the psums of the first, in 14: MAC in 16,
  // addresses until 17, psums in 18.
  EXPECT_THAT(out(), ElementsAre(15, 20));
}

TEST_P(ClusterPeWaiting, WaitingIactsEnterOneWordPerCycle) {
  architecture_.pe.iact_values = 3;
  ClusterPePass pass = cluster_pass(2, 1, 3, 1, kRaw, kRaw);
  pass.rows = 2;
  simulate(pass, inputs(pass, {{1}, {2}, {3}, {4}, {5}, {6}}, kDenseColumns));
  // MACs in 9 to 11. The next row is taken in 12 to 14, ready in 20: MACs in 20 to 22, psums in 23.
  EXPECT_THAT(out(), ElementsAre(14, 25));
}

// Passes. The first has its MAC in 7 and its psums in 8.

ClusterPeInputs two_passes(Cycle second_weights_at) {
  const ClusterPePass pass = cluster_pass(2, 1, 1, 1, kRaw, kCsc);
  const std::vector<noc::DataWord> first = weight_words(pass, {{5, 7}});
  const std::vector<noc::DataWord> second = weight_words(pass, {{1, 2}});
  return {.iacts = from(0, iact_words(pass, {{3}, {4}})),
          .weights = {{0, first[0]}, {second_weights_at, second[0]}},
          .psums = from<PsumWord>(0, {{}, {}})};
}

TEST_P(ClusterPeWaiting, WeightsOfTheNextPassEnterAfterTheLastMac) {
  const ClusterPeWork its = work(cluster_pass(2, 1, 1, 1, kRaw, kCsc));
  simulate({its, its}, two_passes(0));
  // Taken in 8, ready in 12; the iact, taken in 2, has long been. MAC in 12, psums in 13.
  EXPECT_THAT(out(), ElementsAre(10, 15));
  EXPECT_THAT(first_psums(), ElementsAre(15, 4));
  EXPECT_EQ(counters().wait_filter_cycles, 5u + 3u) << "0 to 4, 9 to 11";
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u) << "5 and 6";
  EXPECT_EQ(counters().mapped_cycles, 14) << "0 to 13: these, two MACs and two additions";
}

TEST_P(ClusterPeWaiting, WeightsOfTheNextPassSentAsTheyCanBeTaken) {
  const ClusterPeWork its = work(cluster_pass(2, 1, 1, 1, kRaw, kCsc));
  simulate({its, its}, two_passes(7));
  EXPECT_THAT(out(), ElementsAre(10, 15));
}

TEST_P(ClusterPeWaiting, WeightsOfTheNextPassOneCycleLater) {
  const ClusterPeWork its = work(cluster_pass(2, 1, 1, 1, kRaw, kCsc));
  simulate({its, its}, two_passes(8));
  EXPECT_THAT(out(), ElementsAre(10, 16));
}

TEST_P(ClusterPeWaiting, WaitingWeightsEnterOneSpadWordPerCycle) {
  const ClusterPePass pass = cluster_pass(5, 1, 1, 1, kRaw, kRaw);
  ClusterPeInputs both = inputs(pass, {{1}, {10}}, {{1, 2, 3, 4, 5}});
  const std::vector<noc::DataWord> next = weight_words(pass, {{5, 4, 3, 2, 1}});
  for (const auto& word : from(0, next)) both.weights.push_back(word);
  both.psums = from(0, std::vector<PsumWord>(6));
  simulate({work(pass), work(pass)}, both);
  // MACs in 7 to 9, psums in 10 to 12. The first of two words begins two of the spad: taken in 10
  // and 12, ready in 16. MACs in 16 to 18, psums in 19 to 21.
  EXPECT_THAT(out(), ElementsAre(12, 13, 14, 21, 22, 23));
  EXPECT_THAT(first_psums(), ElementsAre(1, 3, 5, 50, 30, 10));
}

TEST_P(ClusterPeWaiting, PassesOfDifferentShape) {
  const ClusterPePass wide = cluster_pass(5, 1, 1, 1, kRaw, kRaw);
  const ClusterPePass narrow = cluster_pass(1, 2, 1, 1, kRaw, kRaw);
  ClusterPeInputs both = inputs(wide, {{1}}, {{1, 2, 3, 4, 5}});
  for (const auto& word : from(0, iact_words(narrow, {{10, 20}}))) both.iacts.push_back(word);
  for (const auto& word : from(0, weight_words(narrow, {{1}, {2}}))) both.weights.push_back(word);
  both.psums.push_back({0, PsumWord{}});
  simulate({work(wide), work(narrow)}, both);
  // MACs in 7 to 9, psums in 10 to 12. The weights' one word is taken in 10; a spad word for each
  // column, in 10 and 11, ready in 15: MACs in 15 and 16, psum in 17.
  EXPECT_THAT(out(), ElementsAre(12, 13, 14, 19));
  EXPECT_THAT(first_psums(), ElementsAre(1, 3, 5, 50));
}

// Chains.

/// Two PEs, each with one MAC in 7; the lower one adds in 8.
class ClusterPeChain : public test::ClusterPeTimingTest {
 protected:
  void simulate_chain(int lower_hops, int upper_detour) {
    const ClusterPePass pass = cluster_pass(1, 1, 1, 1, kRaw, kRaw);
    ClusterPeInputs both = inputs(pass, {{3}}, {{5}});
    both.psums = {{0, PsumWord{100}}};
    ClusterPeTimingTest::simulate_chain(
        {.pass = pass, .works = true, .is_head = false, .psum_hops = lower_hops},
        {.pass = pass, .works = true, .is_head = true, .psum_detour = upper_detour}, both);
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeChain);

TEST_P(ClusterPeChain, PsumsGoUpTheChain) {
  // Leave in 9, are there and added in 10.
  simulate_chain(0, 0);
  EXPECT_THAT(out(), ElementsAre(12));
  EXPECT_THAT(first_psums(), ElementsAre(130));
  EXPECT_THAT(lower_->output.cycles(), IsEmpty());
  EXPECT_EQ(lower_->counters().local_words, 1u);
  EXPECT_EQ(counters().local_words, 0u) << "a head's psums leave the chain";
}

TEST_P(ClusterPeChain, HopsAndPesPassedTakeACycleEach) {
  // There and added in 11; leave in 12 and take two cycles more.
  simulate_chain(1, 2);
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_EQ(lower_->counters().psum_hops, 1u);
  EXPECT_EQ(counters().psum_hops, 0u) << "no link between clusters";
}

}  // namespace
}  // namespace eyeriss::hw
