// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/eyexam/cycle_account.h"
#include "sim/eyexam/figures.h"
#include "sim/eyexam/idle_causes.h"
#include "sim/eyexam/stall_words.h"
#include "tests/support/cluster_machines.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using test::square_layer;
using ::testing::ElementsAre;

constexpr hw::Mapping kOnes{.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

TEST(Figures, NumbersInWords) {
  EXPECT_EQ(in_words(1), "one");
  EXPECT_EQ(in_words(12), "twelve");
  EXPECT_EQ(in_words(13), "13");
  EXPECT_EQ(in_words(0), "0");
}

TEST(Figures, ArticlesGoBySound) {
  EXPECT_EQ(thing_of(1, "row set"), "a 1-row set");
  EXPECT_EQ(thing_of(3, "row set"), "a 3-row set");
  EXPECT_EQ(thing_of(8, "row set"), "an 8-row set");
  EXPECT_EQ(thing_of(11, "row set"), "an 11-row set");
  EXPECT_EQ(thing_of(13, "column set"), "a 13-column set");
  EXPECT_EQ(thing_of(18, "column set"), "an 18-column set");
  EXPECT_EQ(thing_of(80, "column set"), "an 80-column set");
  EXPECT_EQ(thing_of(110, "column set"), "a 110-column set");
}

TEST(Figures, Pes) {
  EXPECT_EQ(some_pes(14, 168), "14 of 168 PEs");
  EXPECT_EQ(some_pes(14.0000000001, 168), "14 of 168 PEs");
  EXPECT_EQ(some_pes(2.7499, 168), "2.7 of 168 PEs");
  EXPECT_EQ(some_pes(0.5, 1), "0.5 of 1 PE");
  EXPECT_EQ(percent(0.08333), "8.3 %");
}

TEST(Figures, Lists) {
  EXPECT_EQ(all_of({}), "");
  EXPECT_EQ(all_of({"a"}), "a");
  EXPECT_EQ(all_of({"a", "b"}), "a and b");
  EXPECT_EQ(all_of({"a", "b", "c"}), "a, b and c");
}

struct Causes {
  Causes(const hw::AnyArchitecture& architecture, const hw::LayerShape& shape,
         const hw::Mapping& mapping) {
    for (const IdleCause& cause : idle_causes(architecture, shape, mapping)) {
      text += std::to_string(cause.pes) + " " + cause.why + "\n";
    }
  }
  std::string text;
};

std::string flat(const hw::LayerShape& shape, int e, int r, int t) {
  hw::Mapping mapping = kOnes;
  mapping.e = e;
  mapping.r = r;
  mapping.t = mapping.m = t;
  return Causes(test::eyeriss_v1(), shape, mapping).text;
}

TEST(IdleCauses, OfTheArray) {
  // Shapes are only asked for R and U.
  EXPECT_EQ(flat(square_layer(1, 1, 65, 2, 11, 1, 0, 1), 7, 1, 2),
            "14 an 11-row set leaves one array row\n");
  EXPECT_EQ(flat(square_layer(1, 1, 31, 2, 5, 1, 0, 1), 27, 1, 1),
            "5 a 27-column set leaves one of 2 x 14 array columns\n"
            "28 two 5-row sets, one above the other, leave two array rows\n");
  EXPECT_EQ(flat(square_layer(1, 1, 15, 4, 3, 1, 0, 1), 13, 1, 4),
            "12 13-column sets leave four of 4 x 14 array columns\n");
  EXPECT_EQ(flat(square_layer(1, 2, 20, 4, 2, 1, 0, 1), 14, 2, 1),
            "112 two of three places for stacks of two 2-row sets are empty\n");
  EXPECT_EQ(flat(square_layer(1, 1, 20, 2, 5, 1, 0, 1), 5, 1, 2),
            "70 one of two places for 5-row sets is empty\n"
            "20 5-column sets leave four of 14 array columns\n"
            "28 two 5-row sets, one above the other, leave two array rows\n");
  EXPECT_EQ(flat(square_layer(1, 4, 16, 1, 3, 1, 0, 1), 14, 4, 1), "") << "all PEs have work";
}

std::string of_clusters(const hw::ClusterArchitecture& machine, int kernel, int e, int r, int t) {
  hw::Mapping mapping = kOnes;
  mapping.e = e;
  mapping.r = r;
  mapping.t = mapping.m = t;
  return Causes(machine, square_layer(1, r, 64, t, kernel, 1, 0, 1), mapping).text;
}

TEST(IdleCauses, OfClusters) {
  // 8 x 2 clusters of 3 x 4. Chains of 3 fill a cluster's rows.
  EXPECT_EQ(of_clusters(test::eyeriss_v2(), 3, 8, 1, 8), "");
  EXPECT_EQ(of_clusters(test::eyeriss_v2(), 3, 8, 1, 7),
            "24 seven sets of eight chains leave eight of 64 places for chains empty\n");
  // 9 take three clusters, twice of 8 rows.
  EXPECT_EQ(of_clusters(test::eyeriss_v2(), 3, 8, 3, 2),
            "48 9-PE chains, three clusters high, leave two of 8 rows of clusters\n");
  // 5 of 6 rows, four times over 8 columns.
  EXPECT_EQ(of_clusters(test::eyeriss_v2(), 5, 8, 1, 4),
            "32 5-PE chains leave one of the 6 PE rows of two clusters\n");
  // 12 x 16 in one cluster: two chains of 5 in each column.
  EXPECT_EQ(of_clusters(test::eyeriss_v1_192(), 5, 16, 1, 1),
            "80 one set of 16 chains leaves 16 of 32 places for chains empty\n"
            "32 5-PE chains leave two of the 12 PE rows of a cluster\n");
}

/// 10 PEs for 100 cycles, of which they work 60.
hw::LayerCounters thousand_pe_cycles() {
  hw::LayerCounters counters;
  counters.total_cycles = 100;
  counters.active_pes = 10;
  counters.pe_mac_cycles = 500;
  counters.pe_accumulate_cycles = 100;
  return counters;
}
constexpr double kBusy = 60;

Resource link() {
  return {"the off-chip link", false, 0, true, {Idling::kFilters, Idling::kIfmaps}};
}
Resource iact_sources() { return {"the sources of iacts", true, 0, false, {Idling::kIfmaps}}; }

TEST(StallWords, Holds) {
  hw::LayerCounters counters = thousand_pe_cycles();
  counters.hold_ofmap_cycles = 12;
  EXPECT_EQ(hold_words(counters, CycleAccount(counters, kBusy)),
            "the array is held for data off chip in 12.0 % of all cycles: ofmaps 12.0 %");
  counters.hold_ifmap_cycles = 5;
  counters.hold_filter_cycles = 1;
  CycleAccount account(counters, kBusy);
  EXPECT_EQ(hold_words(counters, account),
            "the array is held for data off chip in 18.0 % of all cycles: ifmaps 5.0 %, ofmaps "
            "12.0 % and filters 1.0 %");
  account.charge(link(), 10);
  EXPECT_EQ(account.held(), 8);
  EXPECT_EQ(hold_words(counters, account),
            "the array is held for data off chip in 18.0 % of all cycles, 8.0 % beyond what the "
            "off-chip link needs: ifmaps 5.0 %, ofmaps 12.0 % and filters 1.0 %");
}

TEST(StallWords, IdlingGoesFromTheLargestOn) {
  hw::LayerCounters counters = thousand_pe_cycles();
  EXPECT_EQ(idle_words(CycleAccount(counters, kBusy)),
            "PEs in use spend 40.0 % of all cycles without work");
  counters.pe_bubble_cycles = 4;  // 0.4 %: not worth a word
  counters.pe_wait_psum_in_cycles = 50;
  counters.pe_wait_psum_out_cycles = 46;
  counters.pe_wait_filter_cycles = 300;
  EXPECT_EQ(idle_words(CycleAccount(counters, kBusy)),
            "PEs in use spend 30.0 % of all cycles waiting for filters, 5.0 % waiting for psums "
            "from below and 4.6 % waiting for psums to leave");
  counters.pe_wait_filter_cycles = counters.pe_wait_psum_in_cycles = 0;
  counters.pe_wait_psum_out_cycles = 0;
  counters.total_cycles = 61;
  counters.pe_bubble_cycles = 2;
  counters.pe_mac_cycles = 508;  // the one above all: 0.2 of 61 cycles
  EXPECT_EQ(idle_words(CycleAccount(counters, kBusy)),
            "PEs in use spend 0.3 % of all cycles in bubbles between MACs");
}

TEST(StallWords, FullArrayHasItsPipelines) {
  hw::LayerCounters counters = thousand_pe_cycles();
  counters.total_cycles = 60;
  EXPECT_EQ(idle_words(CycleAccount(counters, kBusy)), "PEs fill and empty their pipelines");
}

TEST(CycleAccount, ExplainsEachCycleOnce) {
  hw::LayerCounters counters = thousand_pe_cycles();
  counters.hold_ifmap_cycles = 20;
  counters.hold_filter_cycles = 4;
  counters.pe_wait_filter_cycles = 70;  // 7 of each PE, 4 of them held
  counters.pe_wait_ifmap_cycles = 180;  // 18, all of them held
  counters.pe_wait_psum_in_cycles = 30;
  // The other 12 are without work: 2 held. The busiest PE works 5 cycles more than the mean.
  CycleAccount account(counters, kBusy + 5);
  EXPECT_EQ(account.held(), 24);
  EXPECT_EQ(account.idling(Idling::kFilters), 3);
  EXPECT_EQ(account.idling(Idling::kIfmaps), 0);
  EXPECT_EQ(account.idling(Idling::kPsumsIn), 3);
  EXPECT_EQ(account.idling(Idling::kNoWork), 12 - 2 - 5);
  EXPECT_EQ(24 + 3 + 3 + 5, 100 - (kBusy + 5)) << "of this example";
  EXPECT_EQ(idle_words(account),
            "PEs in use spend 5.0 % of all cycles without work, 3.0 % waiting for filters and 3.0 "
            "% waiting for psums from below, beside the holds");

  // All that is held, and 2 more.
  account.charge(link(), 26);
  EXPECT_EQ(account.held(), 0);
  EXPECT_EQ(account.idling(Idling::kFilters), 1);
  EXPECT_EQ(account.hidden(), 0);
  EXPECT_EQ(idle_words(account),
            "PEs in use spend 5.0 % of all cycles without work, 3.0 % waiting for psums from below "
            "and 1.0 % waiting for filters, beside what the off-chip link needs");
}

TEST(CycleAccount, ResourceThatNobodyWaitsForIsABound) {
  hw::LayerCounters counters = thousand_pe_cycles();
  counters.pe_bubble_cycles = 380;
  counters.pe_wait_ifmap_cycles = 20;
  CycleAccount account(counters, kBusy);
  account.charge(iact_sources(), 30);
  EXPECT_EQ(account.idling(Idling::kIfmaps), 0);
  EXPECT_EQ(account.idling(Idling::kBubbles), 38);
  EXPECT_EQ(account.hidden(), 28);
  EXPECT_EQ(resource_words(account, 50, 10),
            "the sources of iacts need 90 cycles for what goes through, PEs 60 for MACs and "
            "additions; a bound only: PEs spend most of the difference in bubbles between MACs");
  EXPECT_EQ(idle_words(account),
            "PEs in use spend 38.0 % of all cycles in bubbles between MACs, some of it within what "
            "the sources of iacts need");

  // 24 of the bubbles, less 10 cycles later, are less than half of 30.
  counters.pe_bubble_cycles = 240;
  counters.pe_wait_psum_out_cycles = 140;
  CycleAccount mixed(counters, kBusy);
  mixed.charge(iact_sources(), 30);
  EXPECT_THAT(resource_words(mixed, 60, 0),
              ::testing::EndsWith("PEs 60 for their MACs; a bound only: PEs spend most of the "
                                  "difference on other things"));

  counters.pe_wait_ifmap_cycles = 400;
  counters.pe_wait_psum_out_cycles = counters.pe_bubble_cycles = 0;
  CycleAccount waiting(counters, kBusy);
  waiting.charge(iact_sources(), 30);
  EXPECT_EQ(resource_words(waiting, 60, 0),
            "the sources of iacts need 90 cycles for what goes through, PEs 60 for their MACs");
  EXPECT_EQ(idle_words(waiting),
            "PEs in use spend 10.0 % of all cycles waiting for ifmaps, beside what the sources of "
            "iacts need");
}

TEST(PartialPassWords, AreOfPasses) {
  hw::Mapping mapping = kOnes;
  mapping.e = 7;
  mapping.f = 4;  // idles no PE: column tiles come one after the other
  const hw::LayerShape shape = square_layer(1, 3, 13, 1, 1, 1, 0, 1);
  EXPECT_THAT(partial_pass_words(shape, mapping), ElementsAre("the last strip has 6 of 7 rows"));
  mapping.r = 2;
  EXPECT_THAT(
      partial_pass_words(shape, mapping),
      ElementsAre("the last strip has 6 of 7 rows", "the last channel pass has 1 of 2 channels"));
}

}  // namespace
}  // namespace eyeriss::sim
