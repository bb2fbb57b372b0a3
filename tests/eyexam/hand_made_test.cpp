// SPDX-License-Identifier: Apache-2.0
// Layers made so that one step of Eyexam loses most, and the words say to what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/eyexam/simulated.h"
#include "tests/support/cluster_machines.h"
#include "tests/support/published_mappings.h"

namespace eyeriss {
namespace {

using test::raw_layer_of;
using test::Simulated;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Without padding.
hw::LayerShape conv(int channels, int height, int width, int filters, int kernel_height,
                    int kernel_width, int groups = 1) {
  return {.N = 1,
          .C = channels,
          .H = height,
          .W = width,
          .M = filters,
          .R = kernel_height,
          .S = kernel_width,
          .stride_h = 1,
          .stride_w = 1,
          .pad_top = 0,
          .pad_left = 0,
          .pad_bottom = 0,
          .pad_right = 0,
          .groups = groups};
}

/// The first chip behind a link that is never in the way.
hw::Architecture with_fast_link() {
  hw::Architecture machine = test::eyeriss_v1();
  machine.link.clock_mhz = 2000;
  return machine;
}

TEST(HandMade, WorkloadIsTooSmall) {
  // 2 channels and 3 filters of one tap, one output each: 6 MACs, none of them after another.
  const Simulated run(
      test::eyeriss_v1(),
      raw_layer_of("dot", conv(2, 1, 1, 3, 1, 1),
                   {.m = 3, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 2, .t = 3}));
  EXPECT_EQ(run.worst_step(), 1U);
  EXPECT_DOUBLE_EQ(run.lost()[0], 162.0 / 168);
  for (const std::size_t step : {1U, 2U, 3U, 4U, 5U}) EXPECT_EQ(run.step(step), 6) << step;
  EXPECT_EQ(run.eyexam.words.front(),
            "dot: there are only 6 MACs to do, and PEs for 168 in a cycle");
  for (const std::size_t step : {2U, 3U, 4U, 5U}) EXPECT_EQ(run.loss(step), "") << step;
}

TEST(HandMade, DataflowIsSerial) {
  // One filter row slides along one ifmap row: 100 windows of 3 taps in one PE.
  const Simulated run(
      test::eyeriss_v1(),
      raw_layer_of("slide", conv(1, 1, 102, 1, 1, 3),
                   {.m = 1, .n = 1, .e = 1, .f = 100, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1}));
  EXPECT_EQ(run.worst_step(), 2U);
  EXPECT_EQ(run.step(1), 300);
  EXPECT_EQ(run.step(2), 1);
  EXPECT_DOUBLE_EQ(run.lost()[1], 167.0 / 168);
  EXPECT_EQ(
      run.eyexam.words.front(),
      "slide: 1 row convolution can go on at once, at one MAC a cycle: 100 windows and 3 taps "
      "come one after the other in a PE");
}

TEST(HandMade, PesAreOneTooFew) {
  // 13 x 13 filters and channels are 169 row convolutions: 168 PEs take two rounds.
  const Simulated run(
      with_fast_link(),
      raw_layer_of("odd", conv(13, 1, 61, 13, 1, 12),
                   {.m = 13, .n = 1, .e = 1, .f = 50, .g = 1, .p = 1, .q = 1, .r = 12, .t = 13}));
  EXPECT_EQ(run.worst_step(), 3U);
  EXPECT_EQ(run.step(2), 169);
  EXPECT_EQ(run.step(3), 84.5);
  // 12 rows of 13 PEs: 12 channels of all filters, then the last.
  EXPECT_EQ(run.step(4), 84.5);
  EXPECT_EQ(run.step(5), 84.5);
  EXPECT_EQ(run.eyexam.words.front(),
            "odd: 83.5 of 168 PEs idle because 169 row convolutions do not divide evenly over 168 "
            "PEs");
}

TEST(HandMade, ArrayIsTooLow) {
  // 7 of 12 rows; 16 filters x 4 channels x 14 x 7 rows are 37.3 rounds for 168 PEs, so 38.
  const Simulated run(
      with_fast_link(),
      raw_layer_of("high", conv(4, 20, 16, 16, 7, 3),
                   {.m = 16, .n = 1, .e = 14, .f = 14, .g = 1, .p = 16, .q = 4, .r = 1, .t = 1}));
  EXPECT_EQ(run.worst_step(), 4U);
  EXPECT_DOUBLE_EQ(run.step(3), 6272.0 / 38);
  EXPECT_EQ(run.step(4), 98);
  EXPECT_EQ(run.step(5), 98);
  // 12 MACs and an addition.
  EXPECT_NEAR(run.step(6), 98 * 12.0 / 13, 1e-9);
  EXPECT_EQ(run.eyexam.words.front(),
            "high: 70 of 168 PEs idle because a 7-row set leaves five array rows");
}

TEST(HandMade, StorageIsTooSmall) {
  // 56 x 12 row convolutions fill 168 PEs four times, with 56 sets of 3 instead of the mapping's
  // 14. Filters of one tap take a word of 64 b per PE in the prefetch banks: 42 find room.
  hw::Architecture machine = with_fast_link();
  machine.glb = {.banks = 60, .filter_banks = 1, .bank_words = 42};
  const Simulated run(
      machine,
      raw_layer_of("crowded", conv(12, 1, 100, 56, 1, 1),
                   {.m = 56, .n = 1, .e = 1, .f = 100, .g = 1, .p = 4, .q = 1, .r = 3, .t = 14}));
  EXPECT_EQ(run.worst_step(), 5U);
  EXPECT_EQ(run.step(3), 168);
  EXPECT_EQ(run.step(4), 168);
  EXPECT_EQ(run.step(5), 42);
  EXPECT_EQ(run.eyexam.words.front(),
            "crowded: 126 of 168 PEs idle because storage does not allow t = 56: 168 64 b words of "
            "filters in a pass exceed the filter prefetch banks (at most 42)");
}

TEST(HandMade, MappingLeavesPlacesEmpty) {
  // A set of 3 x 14 PEs where four would stand one above the other.
  const Simulated run(
      with_fast_link(),
      raw_layer_of("idle", conv(4, 16, 16, 64, 3, 3),
                   {.m = 64, .n = 1, .e = 14, .f = 14, .g = 1, .p = 16, .q = 4, .r = 1, .t = 1}));
  EXPECT_EQ(run.worst_step(), 5U);
  EXPECT_EQ(run.step(4), 168);
  EXPECT_EQ(run.step(5), 42);
  EXPECT_EQ(run.eyexam.words.front(),
            "idle: 126 of 168 PEs idle by the mapping's choice: three of four places for 3-row "
            "sets are empty; storage would allow fewer idle ones");
}

TEST(HandMade, LinkIsTooSlow) {
  // 120 x 56 weights, used once each: 1680 words of 64 b at 60 of 200 MHz.
  const Simulated run(
      test::eyeriss_v1(),
      raw_layer_of("fc", conv(120, 1, 1, 56, 1, 1),
                   {.m = 28, .n = 1, .e = 1, .f = 1, .g = 1, .p = 2, .q = 10, .r = 12, .t = 14}));
  EXPECT_EQ(run.worst_step(), 6U);
  EXPECT_EQ(run.step(5), 168);
  EXPECT_LE(run.step(6), 6720 / (1680 / 0.3));
  EXPECT_DOUBLE_EQ(run.step(6), 6720 * 0.3 /
                                    static_cast<double>(run.counters.link_words_read +
                                                        run.counters.link_words_written));
  EXPECT_DOUBLE_EQ(run.step(6), run.eyexam.dram.bound_macs_per_cycle) << "the roofline says so too";
  // Two filters in each of two tiles: 40 MACs, 4 additions.
  EXPECT_THAT(run.eyexam.words.front(),
              AllOf(StartsWith("fc: the off-chip link needs "),
                    EndsWith(" cycles for what goes through, PEs 44 for MACs and additions")));
  EXPECT_THAT(run.loss(6), EndsWith("; PEs add psums in 9.1 % of the cycles that they work, and do "
                                    "no MACs meanwhile"));
}

TEST(HandMade, HoldsThatTheLinkForcesAreOfStepSix) {
  // 1200 x 56 weights, used once each: PEs do 400 MACs and, for 4 filters ten times, 40 additions,
  // and wait for 16800 link words in between.
  const Simulated run(
      test::eyeriss_v1(),
      raw_layer_of("fc", conv(1200, 1, 1, 56, 1, 1),
                   {.m = 28, .n = 1, .e = 1, .f = 1, .g = 1, .p = 2, .q = 10, .r = 12, .t = 14}));
  const double needed = 67200 / run.step(6);
  EXPECT_GE(needed, 16800 / 0.3);
  const auto& c = run.counters;
  const auto total = static_cast<double>(c.total_cycles);
  const double held = total - static_cast<double>(c.processing_cycles());
  EXPECT_GT(held / total, 0.5);
  const double beyond = std::max(0.0, held - (needed - 440));
  EXPECT_LT(beyond, total - needed);
  EXPECT_LT(beyond / total, 0.0005) << "nothing to say of holds";
  EXPECT_THAT(run.loss(7), Not(HasSubstr("held")));
  EXPECT_THAT(run.loss(7), AllOf(HasSubstr("waiting for filters"),
                                 EndsWith(", beside what the off-chip link needs")));
}

TEST(HandMade, NetworkIsJustSlowerThanPes) {
  // 12 PEs, one above the other, do 5 MACs and 5 additions for each of 100 windows, from 12 ifmap
  // words: additions take half of what the MACs alone could do, the network a sixth of the rest.
  const Simulated run(
      with_fast_link(),
      raw_layer_of("both", conv(12, 1, 100, 5, 1, 1),
                   {.m = 5, .n = 1, .e = 1, .f = 100, .g = 1, .p = 5, .q = 1, .r = 12, .t = 1}));
  EXPECT_EQ(run.step(5), 12);
  EXPECT_EQ(run.step(6), 5);
  EXPECT_EQ(run.loss(6),
            "PEs add psums in 50.0 % of the cycles that they work, and do no MACs meanwhile; the "
            "ifmap network needs 1200 cycles for what goes through, PEs 1000 for MACs and "
            "additions");
}

TEST(HandMade, AccessesComeInTurn) {
  // 12 channels and 24 filters fill 168 PEs once, for 14 windows of 9 x 24 MACs and 24 additions.
  // Ifmaps come before that and ofmaps leave after it, over a link as fast as the core, which on
  // average would do: 768 words of ifmaps, 648 of filters and 1176 of ofmaps in 3360 cycles.
  hw::Architecture machine = test::eyeriss_v1();
  machine.link.clock_mhz = 200;
  const Simulated run(
      machine,
      raw_layer_of("turns", conv(12, 16, 16, 24, 3, 3),
                   {.m = 24, .n = 1, .e = 14, .f = 14, .g = 1, .p = 24, .q = 3, .r = 4, .t = 1}));
  EXPECT_EQ(run.worst_step(), 7U);
  for (const std::size_t step : {3U, 4U, 5U}) EXPECT_EQ(run.step(step), 168) << step;
  EXPECT_NEAR(run.step(6), 168 * 9.0 / 10, 1e-9);
  EXPECT_THAT(run.eyexam.words.front(),
              AllOf(StartsWith("turns: the array is held for data off chip in "),
                    HasSubstr("ifmaps "), HasSubstr("ofmaps ")));
}

TEST(HandMade, NetworkIsTooSlow) {
  // 64 channels x 14 rows x 64 columns, each value used once, at one a cycle.
  const Simulated run(
      with_fast_link(),
      raw_layer_of("fed", conv(64, 14, 64, 1, 1, 1),
                   {.m = 1, .n = 1, .e = 14, .f = 64, .g = 1, .p = 1, .q = 1, .r = 12, .t = 1}));
  EXPECT_EQ(run.worst_step(), 6U);
  EXPECT_EQ(run.step(6), 1);
  // Six channel passes of 64 windows, a MAC and an addition each.
  EXPECT_THAT(
      run.eyexam.words,
      ElementsAre("fed: PEs add psums in 50.0 % of the cycles that they work, and do no "
                  "MACs meanwhile",
                  "fed: the ifmap network needs 57344 cycles for what goes through, PEs 768 "
                  "for MACs and additions",
                  StartsWith("fed: ")));
}

TEST(HandMade, MultipliersHaveNoSecondFilter) {
  // Depthwise: 16 channels x 16 x 3 rows are 768 row convolutions, but none shares a PE.
  const Simulated run(
      test::eyeriss_v2(),
      raw_layer_of("depthwise", conv(16, 18, 18, 16, 3, 3, 16),
                   {.m = 1, .n = 1, .e = 16, .f = 16, .g = 4, .p = 1, .q = 1, .r = 1, .t = 1}));
  EXPECT_EQ(run.worst_step(), 3U);
  EXPECT_EQ(run.step(2), 768);
  for (const std::size_t step : {3U, 4U, 5U}) EXPECT_EQ(run.step(step), 192) << step;
  EXPECT_EQ(run.eyexam.words.front(),
            "depthwise: PEs do one of two MACs in a cycle because a group has only one filter");
}

TEST(HandMade, ClustersAreTooLow) {
  // A chain of 5 PEs takes two clusters of 3 rows: of each 6 PE rows one is left.
  const Simulated run(
      test::eyeriss_v2(),
      raw_layer_of("tall", conv(8, 20, 20, 32, 5, 5),
                   {.m = 32, .n = 1, .e = 8, .f = 16, .g = 1, .p = 8, .q = 2, .r = 1, .t = 4}));
  EXPECT_EQ(run.step(4), 320);
  EXPECT_EQ(run.step(5), 320);
  EXPECT_EQ(run.loss(4),
            "32 of 192 PEs idle because 5-PE chains leave one of the 6 PE rows of two clusters");
}

}  // namespace
}  // namespace eyeriss
