// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/cluster_pe_core.h"

#include <gtest/gtest.h>

#include <limits>

#include "hw/invariant.h"
#include "tests/support/cluster_pe_core_bench.h"

namespace eyeriss::hw {
namespace {

using test::cluster_pass;
using test::ClusterPeCoreBench;
using test::Data;
using test::kClusterPe;
using Values = ClusterPeCoreBench::Values;
using Columns = ClusterPeCoreBench::Columns;
using Psums = ClusterPeCoreBench::Psums;

TEST(ClusterPePass, SegmentsOfAWindow) {
  const auto by_four = cluster_pass(1, 1, 11, 4, Data::kRaw, Data::kRaw);
  EXPECT_EQ(by_four.segment_columns(), 4);
  EXPECT_EQ(by_four.window_segments(), 3);
  EXPECT_EQ(by_four.window_values(), 11);
  const auto by_one = cluster_pass(1, 5, 3, 1, Data::kRaw, Data::kRaw);
  EXPECT_EQ(by_one.segment_columns(), 1);
  EXPECT_EQ(by_one.segment_values(), 5);
  EXPECT_EQ(by_one.window_segments(), 3);
  EXPECT_EQ(by_one.window_values(), 15);
  const auto apart = cluster_pass(1, 2, 1, 2, Data::kRaw, Data::kRaw);
  EXPECT_EQ(apart.segment_columns(), 1);
  EXPECT_EQ(apart.window_segments(), 1);
}

TEST(ClusterPeCore, RawDataUseEveryIactWithAllFilters) {
  ClusterPeCoreBench bench(cluster_pass(3, 1, 2, 1, Data::kRaw, Data::kRaw),
                           {{1, 0, 3}, {10, 20, 30}});
  bench.write_segment({4});
  bench.write_segment({-5});
  bench.core.begin_window();
  EXPECT_EQ(bench.core.window_cycles(), 4) << "three filters take two words";
  bench.core.issue(4);
  bench.core.end_window(true);
  EXPECT_EQ(bench.psums(), (Psums{-46, -100, -138}));

  const PeCounters& count = bench.counters;
  EXPECT_EQ(count.mac_cycles, 4u);
  EXPECT_EQ(count.macs_active, 6u) << "a weight of zero is like any other";
  EXPECT_EQ(count.macs_gated, 0u);
  EXPECT_EQ(count.macs_skipped, 0u);
  EXPECT_EQ(count.idle_simd_slots, 2u);
  EXPECT_EQ(count.ifmap_spad.writes, 2u);
  EXPECT_EQ(count.ifmap_spad.reads, 2u);
  EXPECT_EQ(count.filter_spad.writes, 4u);
  EXPECT_EQ(count.filter_spad.reads, 4u);
  EXPECT_EQ(count.iact_address_spad.writes + count.iact_address_spad.reads, 0u);
  EXPECT_EQ(count.weight_address_spad.writes + count.weight_address_spad.reads, 0u);
  EXPECT_EQ(count.psum_additions, 3u);
  EXPECT_EQ(count.psum_spad.writes, 6u);
  EXPECT_EQ(count.psum_spad.reads, 6u) << "none of a psum that is still zero";
}

TEST(ClusterPeCore, CscDataSkipZerosOfBoth) {
  ClusterPeCoreBench bench(cluster_pass(3, 2, 2, 1, Data::kCsc, Data::kCsc),
                           {{0, 7, 0}, {1, 2, 3}, {0, 0, 0}, {0, 0, 9}});
  bench.write_segment({2, 0});
  bench.write_segment({100, 4});
  EXPECT_EQ(bench.window(true), (Psums{0, 14, 36}));

  const PeCounters& count = bench.counters;
  EXPECT_EQ(count.mac_cycles, 3u) << "one for the iact whose column is empty, too";
  EXPECT_EQ(count.bubble_cycles, 0u) << "as many as the addresses of the segments";
  EXPECT_EQ(count.macs_active, 2u);
  EXPECT_EQ(count.macs_gated, 0u);
  EXPECT_EQ(count.macs_skipped, 10u);
  EXPECT_EQ(count.idle_simd_slots, 4u);
  EXPECT_EQ(count.ifmap_spad.writes, 3u);
  EXPECT_EQ(count.ifmap_spad.reads, 3u);
  EXPECT_EQ(count.iact_address_spad.writes, 2u);
  EXPECT_EQ(count.iact_address_spad.reads, 3u) << "where each begins, and the last ends";
  EXPECT_EQ(count.filter_spad.writes, 4u) << "each column begins a word";
  EXPECT_EQ(count.filter_spad.reads, 2u);
  EXPECT_EQ(count.weight_address_spad.writes, 4u);
  EXPECT_EQ(count.weight_address_spad.reads, 3u);
  EXPECT_EQ(count.psum_spad.writes, 2u);
}

TEST(ClusterPeCore, RawZerosAndFurtherPairsOfLongRunsAreGated) {
  Columns columns(2, Values(20));
  columns[0][17] = 3;  // (15, 0) (1, 3)
  columns[1][0] = 5;   // (0, 5) (15, 0) (1, 6)
  columns[1][18] = 6;
  ClusterPeCoreBench bench(cluster_pass(20, 1, 2, 1, Data::kRaw, Data::kCsc), columns);
  bench.write_segment({2});
  bench.write_segment({0});
  bench.core.begin_window();
  EXPECT_EQ(bench.core.window_cycles(), 3);
  bench.core.issue(1);
  EXPECT_EQ(bench.counters.macs_active, 1u);
  EXPECT_EQ(bench.counters.macs_gated, 1u);
  bench.core.issue(2);
  bench.core.end_window(true);
  Psums expected(20);
  expected[17] = 6;
  EXPECT_EQ(bench.psums(), expected);
  EXPECT_EQ(bench.counters.macs_active, 1u);
  EXPECT_EQ(bench.counters.macs_gated, 4u);
  EXPECT_EQ(bench.counters.macs_skipped, 35u);
  EXPECT_EQ(bench.counters.idle_simd_slots, 1u);
  EXPECT_EQ(bench.counters.ifmap_spad.reads, 2u);
  EXPECT_EQ(bench.counters.filter_spad.writes, 3u);
  EXPECT_EQ(bench.counters.filter_spad.reads, 1u);
  EXPECT_EQ(bench.counters.weight_address_spad.reads, 1u);
}

TEST(ClusterPeCore, FurtherPairsOfWeightsAreGatedInTheirSlots) {
  Columns columns(2, Values(20));
  columns[0][17] = 3;  // (15, 0) (1, 3)
  columns[1][0] = 5;   // (0, 5) (15, 0) (1, 6)
  columns[1][18] = 6;
  ClusterPeCoreBench bench(cluster_pass(20, 2, 1, 1, Data::kCsc, Data::kCsc), columns);
  bench.write_segment({2, 3});
  bench.core.begin_window();
  bench.core.issue(2);
  EXPECT_EQ(bench.counters.macs_active, 2u);
  EXPECT_EQ(bench.counters.macs_gated, 2u);
  EXPECT_EQ(bench.counters.idle_simd_slots, 0u);
  bench.core.issue(1);
  EXPECT_EQ(bench.counters.macs_active, 3u);
  EXPECT_EQ(bench.counters.macs_gated, 2u);
  EXPECT_EQ(bench.counters.idle_simd_slots, 1u);
  EXPECT_EQ(bench.counters.filter_spad.reads, 3u);
  Psums expected(20);
  expected[0] = 15;
  expected[17] = 6;
  expected[18] = 18;
  EXPECT_EQ(bench.psums(), expected);
}

TEST(ClusterPeCore, AWindowOfCscZerosReadsItsAddressesAlone) {
  ClusterPeCoreBench bench(cluster_pass(2, 2, 1, 1, Data::kCsc, Data::kRaw), {{1, 2}, {3, 4}});
  bench.write_segment({1, 1});
  bench.write_segment({0, 0});
  EXPECT_EQ(bench.window(false), (Psums{4, 6}));
  bench.core.begin_window();
  EXPECT_EQ(bench.core.window_cycles(), 2) << "where the segment begins and ends";
  bench.core.issue(2);
  bench.core.end_window(true);
  EXPECT_EQ(bench.psums(), (Psums{0, 0}));
  EXPECT_EQ(bench.counters.macs_skipped, 4u);
  EXPECT_EQ(bench.counters.mac_cycles, 2u) << "of the window before";
  EXPECT_EQ(bench.counters.bubble_cycles, 2u);
  EXPECT_EQ(bench.counters.iact_address_spad.reads, 2u + 2u);
}

TEST(ClusterPeCore, FurtherPairsOfIactsTakeRoomAndACycleButNoSlot) {
  ClusterArchitecture::Pe sizes = kClusterPe;
  sizes.weight_columns = 20;
  Columns columns(20, Values{1});
  columns[17] = {10};
  ClusterPeCoreBench bench(cluster_pass(1, 20, 1, 1, Data::kCsc, Data::kCsc), columns, sizes);
  Values segment(20);
  segment[17] = 3;
  bench.write_segment(segment);
  bench.core.begin_window();
  EXPECT_EQ(bench.core.window_cycles(), 2) << "the pair of 16 zeros, and the slot";
  bench.core.issue(1);
  EXPECT_EQ(bench.counters.mac_cycles, 0u);
  EXPECT_EQ(bench.counters.bubble_cycles, 1u);
  bench.core.issue(1);
  EXPECT_EQ(bench.counters.mac_cycles, 1u);
  EXPECT_EQ(bench.counters.bubble_cycles, 1u);
  EXPECT_EQ(bench.psums(), (Psums{30}));
  EXPECT_EQ(bench.counters.ifmap_spad.writes, 2u);
  EXPECT_EQ(bench.counters.ifmap_spad.reads, 2u);
}

TEST(ClusterPeCore, WindowsSlideAndTheNextRowStays) {
  for (const Data iacts : {Data::kRaw, Data::kCsc}) {
    ClusterPeCoreBench bench(cluster_pass(1, 1, 3, 2, iacts, Data::kCsc), {{1}, {10}, {100}});
    bench.write_segment({1, 2});
    bench.write_segment({3, 4});
    bench.core.begin_window();
    EXPECT_EQ(bench.core.window_cycles(), 3) << "the fourth column is not of this window";
    bench.core.issue(3);
    bench.core.end_window(false);
    EXPECT_EQ(bench.psums(), (Psums{321}));
    EXPECT_EQ(bench.core.segments(), 1);
    bench.write_segment({5});     // the row's last
    bench.write_segment({6, 7});  // the next row
    EXPECT_EQ(bench.window(true), (Psums{543}));
    EXPECT_EQ(bench.core.segments(), 1);
    bench.write_segment({8});
    EXPECT_EQ(bench.window(true), (Psums{876}));
    EXPECT_EQ(bench.core.segments(), 0);
  }
}

TEST(ClusterPeCore, WindowsThatDoNotOverlapShareNothing) {
  ClusterPeCoreBench bench(cluster_pass(1, 1, 2, 3, Data::kRaw, Data::kRaw), {{1}, {10}});
  bench.write_segment({1, 2});
  bench.write_segment({3, 4});
  EXPECT_EQ(bench.window(false), (Psums{21}));
  EXPECT_EQ(bench.window(true), (Psums{43}));
  EXPECT_EQ(bench.core.segments(), 0);
}

TEST(ClusterPeCore, OnePassAfterTheOther) {
  ClusterPeCoreBench bench(cluster_pass(2, 1, 1, 1, Data::kCsc, Data::kCsc), {{1, 2}});
  bench.write_segment({3});
  bench.write_segment({4, 5});  // of the next pass
  EXPECT_EQ(bench.window(true), (Psums{3, 6}));
  bench.core.release_weights();
  EXPECT_FALSE(bench.core.weights_complete());
  bench.pass = cluster_pass(3, 2, 1, 1, Data::kCsc, Data::kRaw);
  bench.core.begin_pass(bench.pass);
  bench.write_weights({{1, 2, 3}, {10, 20, 30}});
  EXPECT_TRUE(bench.core.weights_complete());
  EXPECT_EQ(bench.window(true), (Psums{54, 108, 162}));
}

TEST(ClusterPeCore, PsumsAreAddedToWhatComesUpTheChain) {
  ClusterPeCoreBench bench(cluster_pass(3, 1, 1, 1, Data::kRaw, Data::kRaw), {{1, 2, -3}});
  bench.write_segment({10});
  bench.window(true);
  noc::PsumWord sum{0, 0, 0, 77};
  bench.core.accumulate(1, 2, {6, 7, 8, 9}, sum);
  EXPECT_EQ(sum, (noc::PsumWord{26, -23, 0, 77}));
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  bench.core.accumulate(0, 1, {kMost, 0, 0, 0}, sum);
  EXPECT_EQ(sum[0], std::numeric_limits<std::int32_t>::min() + 9) << "wraps";
}

TEST(ClusterPeCore, PsumsOfAnEndedWindowStayDuringTheNext) {
  ClusterPeCoreBench bench(cluster_pass(2, 1, 1, 1, Data::kRaw, Data::kRaw), {{1, 2}});
  const auto both = [&bench] {
    noc::PsumWord sum{};
    bench.core.accumulate(0, 2, noc::PsumWord{100, 200}, sum);
    return sum;
  };
  for (const Values& segment : Columns{{3}, {4}, {5}}) bench.write_segment(segment);
  bench.core.begin_window();
  bench.core.issue(1);
  bench.core.end_window(false);
  bench.core.begin_accumulation();
  EXPECT_EQ(both(), (noc::PsumWord{103, 206}));
  bench.core.begin_window();
  EXPECT_EQ(both(), (noc::PsumWord{103, 206}));
  bench.core.issue(1);
  bench.core.end_window(false);
  EXPECT_EQ(both(), (noc::PsumWord{103, 206})) << "until the next one's turn comes";
  bench.core.begin_accumulation();
  EXPECT_EQ(both(), (noc::PsumWord{104, 208}));
  EXPECT_EQ(bench.window(true), (Psums{5, 10})) << "from zero";
}

TEST(ClusterPeCore, WordsOfTheWeightSpad) {
  // Three columns of two raw weights, a word each: network words of three begin two words and one.
  const auto pass = cluster_pass(2, 1, 3, 1, Data::kRaw, Data::kRaw);
  ClusterPeCoreBench raw(pass);
  EXPECT_EQ(raw.core.weight_words(), 0);
  raw.core.write_weights({.values = {1, 2, 3}, .entries = 3});
  EXPECT_EQ(raw.core.weight_words(), 2);
  raw.core.write_weights({.values = {4, 5, 6}, .entries = 3, .ends_block = true});
  EXPECT_EQ(raw.core.weight_words(), 3);
  raw.core.release_weights();
  EXPECT_EQ(raw.core.weight_words(), 0);

  ClusterPeCoreBench csc(cluster_pass(3, 1, 2, 1, Data::kRaw, Data::kCsc));
  csc.core.write_weights({.ends_segment = true});
  EXPECT_EQ(csc.core.weight_words(), 0) << "a column without weights";
  csc.core.write_weights({.values = {1, 2}, .entries = 2});
  EXPECT_EQ(csc.core.weight_words(), 1);
  csc.core.write_weights({.values = {3}, .entries = 1, .ends_segment = true, .ends_block = true});
  EXPECT_EQ(csc.core.weight_words(), 2);
}

TEST(ClusterPeCore, RoomOfTheIactSpads) {
  const noc::DataWord three{.entries = 3};
  const noc::DataWord end_of_three{.entries = 3, .ends_segment = true};
  const noc::DataWord empty{.ends_segment = true};
  PeCounters counters;
  ClusterPeCore full(kClusterPe, counters);
  for (int i = 0; i < 5; ++i) full.write_iacts(i < 4 ? three : end_of_three);
  EXPECT_FALSE(full.has_room({.entries = 2})) << "15 of 16 entries";
  EXPECT_TRUE(full.has_room({.entries = 1}));
  EXPECT_THROW(full.write_iacts({.entries = 2}), InvariantError);

  ClusterPeCore segments(kClusterPe, counters);
  for (int i = 0; i < 7; ++i) segments.write_iacts(empty);
  segments.write_iacts(three);
  EXPECT_EQ(segments.segments(), 7);
  EXPECT_TRUE(segments.has_room(three)) << "continues the eighth segment";
  segments.write_iacts(end_of_three);
  EXPECT_EQ(segments.segments(), 8);
  EXPECT_FALSE(segments.has_room(empty));
  EXPECT_THROW(segments.write_iacts(empty), InvariantError);
}

TEST(ClusterPeCore, SpadsThatOverflowAreFaults) {
  // Seven columns of 28 weights take 98 words of two, six take 84.
  const auto columns = [](int count, int filters) {
    return Columns(static_cast<std::size_t>(count), Values(static_cast<std::size_t>(filters), 1));
  };
  for (const Data weights : {Data::kRaw, Data::kCsc}) {
    EXPECT_NO_THROW(
        ClusterPeCoreBench(cluster_pass(28, 1, 6, 1, Data::kRaw, weights), columns(6, 28)));
    EXPECT_THROW(ClusterPeCoreBench(cluster_pass(28, 1, 7, 1, Data::kRaw, weights), columns(7, 28)),
                 InvariantError);
    // Columns of odd length leave half of their last words: 16 of 11 take 96, and of 13 112.
    EXPECT_NO_THROW(
        ClusterPeCoreBench(cluster_pass(11, 16, 1, 1, Data::kRaw, weights), columns(16, 11)));
    EXPECT_THROW(
        ClusterPeCoreBench(cluster_pass(13, 14, 1, 1, Data::kRaw, weights), columns(14, 13)),
        InvariantError);
  }
  EXPECT_THROW(ClusterPeCoreBench(cluster_pass(1, 17, 1, 1, Data::kCsc, Data::kCsc)),
               InvariantError);
  EXPECT_THROW(ClusterPeCoreBench(cluster_pass(33, 1, 1, 1, Data::kCsc, Data::kCsc)),
               InvariantError);
  EXPECT_NO_THROW(ClusterPeCoreBench(cluster_pass(32, 2, 8, 1, Data::kCsc, Data::kCsc)));
  EXPECT_THROW(ClusterPeCoreBench(cluster_pass(1, 1, 9, 1, Data::kCsc, Data::kCsc)),
               InvariantError);
}

TEST(ClusterPeCore, ADensePeTakesRawDataAlone) {
  ClusterArchitecture::Pe sizes = kClusterPe;
  sizes.is_sparse = false;
  EXPECT_NO_THROW(ClusterPeCoreBench(cluster_pass(1, 1, 1, 1, Data::kRaw, Data::kRaw), {}, sizes));
  EXPECT_THROW(ClusterPeCoreBench(cluster_pass(1, 1, 1, 1, Data::kCsc, Data::kRaw), {}, sizes),
               InvariantError);
  EXPECT_THROW(ClusterPeCoreBench(cluster_pass(1, 1, 1, 1, Data::kRaw, Data::kCsc), {}, sizes),
               InvariantError);
}

TEST(ClusterPeCore, WeightsOfAnotherPassAreFaults) {
  for (const Data weights : {Data::kRaw, Data::kCsc}) {
    const auto pass = cluster_pass(2, 1, 2, 1, Data::kRaw, weights);
    EXPECT_THROW(ClusterPeCoreBench(pass, {{1, 2}}), InvariantError) << "a column is missing";
    EXPECT_THROW(ClusterPeCoreBench(pass, {{1, 2}, {3, 4}, {5, 6}}), InvariantError);
    ClusterPeCoreBench bench(pass, {{1, 2}, {3, 4}});
    EXPECT_THROW(bench.write_weights({{1, 2}, {3, 4}}), InvariantError);
    EXPECT_THROW(bench.core.begin_pass(pass), InvariantError) << "weights not released";
  }
  const auto csc = cluster_pass(2, 1, 2, 1, Data::kRaw, Data::kCsc);
  EXPECT_THROW(ClusterPeCoreBench(csc, {{1, 2, 3}, {4}}), InvariantError) << "a filter too many";
  EXPECT_THROW(ClusterPeCoreBench(csc, {{1, 2}, {3, 4}, {0, 0}}), InvariantError)
      << "an empty column more";
  const auto raw = cluster_pass(2, 1, 2, 1, Data::kRaw, Data::kRaw);
  EXPECT_THROW(ClusterPeCoreBench(raw, {{1, 2}, {3}}), InvariantError) << "a weight is missing";
}

TEST(ClusterPeCore, StepsOutOfTurnAreFaults) {
  const auto pass = cluster_pass(1, 1, 2, 1, Data::kRaw, Data::kRaw);
  ClusterPeCoreBench no_weights(pass);
  no_weights.write_segment({1});
  no_weights.write_segment({1});
  EXPECT_THROW(no_weights.core.begin_window(), InvariantError);

  ClusterPeCoreBench bench(pass, {{1}, {1}});
  bench.write_segment({1});
  EXPECT_THROW(bench.core.begin_window(), InvariantError) << "half a window";
  EXPECT_THROW(bench.core.issue(1), InvariantError);
  bench.write_segment({1});
  bench.core.begin_window();
  EXPECT_THROW(bench.core.issue(3), InvariantError);
  bench.core.issue(1);
  EXPECT_THROW(bench.core.end_window(false), InvariantError);
  EXPECT_THROW(bench.core.begin_window(), InvariantError);
  EXPECT_THROW(bench.core.begin_pass(pass), InvariantError);
  bench.core.issue(1);
  bench.core.end_window(false);
  EXPECT_THROW(bench.core.end_window(false), InvariantError);

  ClusterPeCoreBench longer(pass, {{1}, {1}});
  longer.write_segment({1, 2});
  longer.write_segment({3});
  EXPECT_THROW(longer.core.begin_window(), InvariantError);
  ClusterPeCoreBench shorter(cluster_pass(1, 2, 1, 1, Data::kRaw, Data::kRaw), {{1}, {1}});
  shorter.write_segment({1});
  EXPECT_THROW(shorter.core.begin_window(), InvariantError);
}

}  // namespace
}  // namespace eyeriss::hw
