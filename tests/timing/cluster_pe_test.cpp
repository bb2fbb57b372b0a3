// SPDX-License-Identifier: Apache-2.0
// hw/cluster/cluster_pe.h: how long windows take in a PE of a machine of clusters.
// Stages: i = 2, w = 3, m = 2; two MACs per cycle; psum words of two. Unless a test says otherwise
// word k of each kind is sent in cycle k and so taken in cycle k+1: a last weight word taken in c
// lets MACs start in c+4, a last iact word in c+6. Psums added in c are seen outside in c+2.
// Psums are added between MACs.
#include <utility>

#include "tests/support/cluster_pe_timing_test.h"

namespace eyeriss::hw {
namespace {

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
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using enum test::Data;

using ClusterPeTiming = test::ClusterPeTimingTest;

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeTiming);

// Patterns of zeros. Windows of CSC iacts last four cycles, in which they read their addresses.

const ClusterPePass kThreeCscColumns = cluster_pass(2, 1, 3, 1, kCsc, kCsc);

TEST_P(ClusterPeTiming, ADenseWindow) {
  // A slot for each column: MACs in 9 to 11, psums added in 12.
  simulate(kThreeColumns, three_columns(kDenseIacts, kDenseColumns));
  EXPECT_THAT(out(), ElementsAre(14));
  EXPECT_THAT(bench_->output.values(), ElementsAre(ElementsAre(23, 38, _, _)));
}

TEST_P(ClusterPeTiming, OneNonZeroIact) {
  // Its column alone has MACs, in 10. Segments without a value have a word all the same, and take
  // the cycles 9 and 11. Addresses are read until 12, psums added in 13.
  simulate(kThreeCscColumns, three_columns({{0}, {2}, {0}}, kDenseColumns, kThreeCscColumns));
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(bench_->output.values(), ElementsAre(ElementsAre(12, 22, _, _)));
  EXPECT_EQ(counters().mac_cycles, 1u);
  EXPECT_EQ(counters().bubble_cycles, 3u);
  EXPECT_EQ(counters().macs_active, 2u);
  EXPECT_EQ(counters().macs_skipped, 4u);
}

TEST_P(ClusterPeTiming, AnEmptyColumnOfWeightsTakesACycle) {
  simulate(kThreeColumns, three_columns(kDenseIacts, {{5, 7}, {0, 0}, {2, 3}}));
  EXPECT_THAT(out(), ElementsAre(14)) << "as if it were dense";
  EXPECT_THAT(bench_->output.values(), ElementsAre(ElementsAre(21, 36, _, _)));
  EXPECT_EQ(counters().mac_cycles, 3u);
  EXPECT_EQ(counters().macs_active, 4u);
  EXPECT_EQ(counters().idle_simd_slots, 2u);
}

TEST_P(ClusterPeTiming, AnEmptyColumnOfAZeroIactTakesNoSlot) {
  // MACs in 9 and, after the segment without a value, in 11. Addresses until 12, psums in 13.
  simulate(kThreeCscColumns,
           three_columns({{1}, {0}, {3}}, {{5, 7}, {0, 0}, {2, 3}}, kThreeCscColumns));
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_EQ(counters().mac_cycles, 2u);
}

TEST_P(ClusterPeTiming, AWindowWithoutMacsReadsItsAddresses) {
  // In 9 to 12: psums in 13.
  simulate(kThreeCscColumns, three_columns({{0}, {0}, {0}}, kDenseColumns, kThreeCscColumns));
  EXPECT_THAT(out(), ElementsAre(15));
  EXPECT_THAT(bench_->output.values(), ElementsAre(ElementsAre(10, 20, _, _)));
  EXPECT_EQ(counters().macs_skipped, 6u);
}

TEST_P(ClusterPeTiming, WindowsWithoutMacsFollowOneAnother) {
  ClusterPePass pass = cluster_pass(2, 1, 1, 1, kCsc, kCsc);
  pass.windows = 3;
  simulate(pass, inputs(pass, {{0}, {0}, {0}}, {{5, 7}}));
  // Iacts taken in 1, 2 and 3 lie ready in 7, 8 and 9. Two addresses each: in 7 and 8, psums in 9;
  // in 10 and 11, psums in 12; in 13 and 14, psums in 15.
  EXPECT_THAT(out(), ElementsAre(11, 14, 17));
  EXPECT_EQ(counters().bubble_cycles, 6u);
}

TEST_P(ClusterPeTiming, RawZerosAreGatedButTakeTheirCycles) {
  const ClusterPePass pass = cluster_pass(2, 1, 3, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{0}, {0}, {0}}, kDenseColumns));
  EXPECT_THAT(out(), ElementsAre(14)) << "as a dense window";
  EXPECT_EQ(counters().macs_gated, 6u);
}

TEST_P(ClusterPeTiming, AnOddColumnEndsInHalfASlot) {
  // Three of five weights: two words, taken in 1 and 2. The iact, taken in 1, lies ready in 7:
  // MACs in 7 and 8, psums in 9, 10 and 11.
  const ClusterPePass pass = cluster_pass(5, 1, 1, 1, kCsc, kCsc);
  simulate(pass, inputs(pass, {{4}}, {{1, 0, 2, 0, 3}}));
  EXPECT_THAT(out(), ElementsAre(11, 12, 13));
  EXPECT_THAT(first_psums(), ElementsAre(4, 8, 12));
  EXPECT_EQ(counters().idle_simd_slots, 1u);
}

TEST_P(ClusterPeTiming, ChannelsOfAColumnShareItsWord) {
  // Three values in one word, taken in 1: MACs in 7 to 9, psums in 10.
  const ClusterPePass pass = cluster_pass(2, 3, 1, 1, kRaw, kCsc);
  simulate(pass, inputs(pass, {{1, 2, 3}}, kDenseColumns));
  EXPECT_THAT(out(), ElementsAre(12));
  EXPECT_THAT(first_psums(), ElementsAre(13));
}

// Strides.

TEST_P(ClusterPeTiming, StrideOfTwo) {
  ClusterPePass pass = cluster_pass(1, 1, 3, 2, kCsc, kCsc);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1, 0}, {2, 3}, {4}}, {{1}, {10}, {100}}));
  // Segments of two columns, the last of one, a word each. The first window is complete after 2
  // and takes 1, 0, 2 but not the 3: MACs in 8 and 9, the last of three addresses in 10, psum in
  // 11. The next takes 2, 3, 4: MACs in 12 to 14, psum in 15.
  EXPECT_THAT(out(), ElementsAre(13, 17));
  EXPECT_THAT(first_psums(), ElementsAre(201, 432));
}

TEST_P(ClusterPeTiming, KernelThatUsesItsLastSegmentInPart) {
  ClusterPePass pass = cluster_pass(1, 1, 5, 2, kCsc, kCsc);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{1, 2}, {3, 4}, {5, 6}, {7}}, {{1}, {2}, {3}, {4}, {5}}));
  // Weights taken in 1 to 5, the window complete after 3: both ready in 9. MACs in 9 to 13, psum
  // in 14; MACs in 15 to 19, psum in 20.
  EXPECT_THAT(out(), ElementsAre(16, 22));
  EXPECT_THAT(first_psums(), ElementsAre(55, 85));
}

TEST_P(ClusterPeTiming, StrideWiderThanTheKernel) {
  ClusterPePass pass = cluster_pass(1, 1, 1, 3, kRaw, kCsc);
  pass.windows = 2;
  simulate(pass, inputs(pass, {{3}, {4}}, {{10}}));
  // Columns between windows are not sent. MACs in 7 and, when the psum has been added, in 9.
  EXPECT_THAT(out(), ElementsAre(10, 12));
  EXPECT_THAT(first_psums(), ElementsAre(30, 40));
}

TEST_P(ClusterPeTiming, ARowSharesNothingWithTheOneBefore) {
  ClusterPePass pass = cluster_pass(1, 1, 2, 1, kRaw, kCsc);
  pass.rows = 2;
  simulate(pass, inputs(pass, {{1}, {2}, {3}, {4}}, {{1}, {10}}));
  // Complete after 2: MACs in 8 and 9, psum in 10; MACs in 11 and 12, psum in 13.
  EXPECT_THAT(out(), ElementsAre(12, 15));
  EXPECT_THAT(first_psums(), ElementsAre(21, 43));
}

// The write port of the weight spad. Six channels of a column: two words of iacts, ready in 8.

const ClusterPePass kSixChannels = cluster_pass(2, 6, 1, 1, kRaw, kRaw);

ClusterPeInputs six_channels(const ClusterPePass& pass) {
  const test::Segments columns = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}};
  return {.iacts = from(0, iact_words(pass, {{1, 1, 1, 1, 1, 1}})),
          .weights = from(0, weight_words(pass, columns)),
          .psums = {{0, {}}}};
}

TEST_P(ClusterPeTiming, RawWeightsTakeTwoCyclesAndOneByTurns) {
  // Six words of the spad: weights 0 to 2 begin two, 3 to 5 one, and so on. Taken in 1, 3, 4 and
  // 6: ready in 10. MACs in 10 to 15, psums in 16.
  simulate(kSixChannels, six_channels(kSixChannels));
  EXPECT_THAT(out(), ElementsAre(18));
  EXPECT_THAT(first_psums(), ElementsAre(36));
  EXPECT_EQ(counters().wait_filter_cycles, 10u) << "0 to 9";
}

TEST_P(ClusterPeTiming, RawWeightsSentAsTheyCanBeTaken) {
  ClusterPeInputs late = six_channels(kSixChannels);
  for (const auto& [word, at] : {std::pair{1u, 2}, {2u, 3}, {3u, 5}}) late.weights[word].first = at;
  simulate(kSixChannels, late);
  EXPECT_THAT(out(), ElementsAre(18));
}

TEST_P(ClusterPeTiming, RawWeightsOneCycleLater) {
  ClusterPeInputs late = six_channels(kSixChannels);
  late.weights[1].first = 3;  // taken in 4, the others in 5 and 7
  simulate(kSixChannels, late);
  EXPECT_THAT(out(), ElementsAre(19));
}

TEST_P(ClusterPeTiming, AWordThatBeginsNoneOfTheSpadTakesACycle) {
  // Weights 0 to 2 begin two words of the spad, in 1 and 2; 3 goes beside 2, in 3: ready in 7.
  const ClusterPePass pass = cluster_pass(4, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{1}}, {{1, 2, 3, 4}}));
  EXPECT_THAT(out(), ElementsAre(11, 12)) << "MACs in 7 and 8, psums in 9 and 10";
  EXPECT_EQ(counters().wait_filter_cycles, 7u) << "0 to 6";
}

TEST_P(ClusterPeTiming, PairsTakeACycleAWord) {
  // Six words taken in 1 to 6, ready in 10: as the raw ones, by chance.
  const ClusterPePass pass = cluster_pass(2, 6, 1, 1, kRaw, kCsc);
  simulate(pass, six_channels(pass));
  EXPECT_THAT(out(), ElementsAre(18));
}

TEST_P(ClusterPeTiming, ColumnsWithoutWeightsTakeACycleToo) {
  // They begin no word of the spad, but the first column, of two, lets them wait: taken in 3 to 6
  // and the last in 7, ready in 11. A MAC takes 2 + 4 + 1 cycles from 11 to 17, psums in 18 and 19.
  architecture_.pe.macs_per_cycle = 1;
  const ClusterPePass pass = cluster_pass(2, 6, 1, 1, kRaw, kCsc);
  ClusterPeInputs empty = six_channels(pass);
  empty.weights = from(0, weight_words(pass, {{1, 2}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 1}}));
  simulate(pass, empty);
  EXPECT_THAT(out(), ElementsAre(21));
  EXPECT_EQ(counters().filter_spad.writes, 3u);
}

TEST_P(ClusterPeTiming, PairsOfOneMacTakeTwoCycles) {
  // A word of two pairs fills two of the spad. Taken in 1, 3, ... 11, written until 12: ready
  // in 16. MACs in 16 to 27, psums in 28 and 29.
  architecture_.pe.macs_per_cycle = 1;
  const ClusterPePass pass = cluster_pass(2, 6, 1, 1, kRaw, kCsc);
  simulate(pass, six_channels(pass));
  EXPECT_THAT(out(), ElementsAre(31));
}

// Filters.

TEST_P(ClusterPeTiming, OneFilter) {
  const ClusterPePass pass = cluster_pass(1, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{3}}, {{5}}));
  EXPECT_THAT(out(), ElementsAre(10)) << "MAC in 7, psum in 8";
  EXPECT_EQ(counters().idle_simd_slots, 1u);
}

TEST_P(ClusterPeTiming, TwoFiltersTakeNoMore) {
  const ClusterPePass pass = cluster_pass(2, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{3}}, {{5, 6}}));
  EXPECT_THAT(out(), ElementsAre(10));
  EXPECT_EQ(counters().idle_simd_slots, 0u);
}

TEST_P(ClusterPeTiming, FiveFilters) {
  const ClusterPePass pass = cluster_pass(5, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{3}}, {{1, 2, 3, 4, 5}}));
  // Weights taken in 1 and, for the first word begins two of the spad, in 3.
  EXPECT_THAT(out(), ElementsAre(12, 13, 14)) << "MACs in 7 to 9, psums in 10 to 12";
  EXPECT_THAT(first_psums(), ElementsAre(3, 9, 15));
}

TEST_P(ClusterPeTiming, ThirtyTwoFilters) {
  const ClusterPePass pass = cluster_pass(32, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{3}}, {std::vector<std::int16_t>(32, 2)}));
  // Weights: sixteen words of the spad, written in 1 to 16; MACs in 20 to 35, psums in 36 to 51.
  std::vector<Cycle> expected;
  for (Cycle at = 38; at <= 53; ++at) expected.push_back(at);
  EXPECT_THAT(out(), ElementsAreArray(expected));
}

TEST_P(ClusterPeTiming, ADensePeWithOneMacAndAShortPipeline) {
  architecture_.pe.is_sparse = false;
  architecture_.pe.macs_per_cycle = 1;
  architecture_.pe.iact_fetch_stages = 1;
  architecture_.pe.weight_fetch_stages = 1;
  architecture_.pe.mac_stages = 1;
  const ClusterPePass pass = cluster_pass(3, 1, 1, 1, kRaw, kRaw);
  simulate(pass, inputs(pass, {{0}}, {{1, 2, 3}}));
  // Both words taken in 1, but the weights fill three of the spad, in 1 to 3: ready in 5, the iact
  // in 4. MACs in 5 to 7, psums in 8 and 9, and in 10; seen in the cycle after.
  EXPECT_THAT(out(), ElementsAre(10, 11));
  EXPECT_EQ(counters().macs_gated, 3u);
}

}  // namespace
}  // namespace eyeriss::hw
