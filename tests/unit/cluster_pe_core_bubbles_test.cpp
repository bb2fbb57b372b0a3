// SPDX-License-Identifier: Apache-2.0
// hw/pe/cluster_pe_core.h: in which cycles of a window the slots of its iacts are. Two MACs; psums
// pass two stages and the spad, unless a test says otherwise.
#include <gtest/gtest.h>

#include <string>

#include "hw/pe/cluster_pe_core.h"
#include "tests/support/cluster_pe_core_bench.h"

namespace eyeriss::hw {
namespace {

using test::cluster_pass;
using test::ClusterPeCoreBench;
using test::Data;
using test::kClusterPe;
using Values = ClusterPeCoreBench::Values;
using Columns = ClusterPeCoreBench::Columns;
using enum test::Data;

class ClusterPeCoreBubbles : public ::testing::Test {
 protected:
  /// A letter for each cycle of the next window of a bench: a slot (x) or a bubble (.).
  static std::string window(ClusterPeCoreBench& bench) {
    std::string cycles;
    bench.core.begin_window();
    for (int left = bench.core.window_cycles(); left > 0; --left) {
      const PeCounters before = bench.counters;
      bench.core.issue(1);
      const auto slots = bench.counters.mac_cycles - before.mac_cycles;
      EXPECT_EQ(slots + bench.counters.bubble_cycles - before.bubble_cycles, 1U);
      cycles.push_back(slots == 1 ? 'x' : '.');
    }
    bench.core.end_window(true);
    return cycles;
  }
  /// Of the single window of a pass.
  std::string window(const ClusterPePass& pass, const Columns& segments,
                     const Columns& columns) const {
    ClusterPeCoreBench bench(pass, columns, sizes_);
    for (const Values& segment : segments) bench.write_segment(segment);
    return window(bench);
  }
  /// Of a window of columns of one channel.
  std::string row(Data iact_coding, Data weight_coding, const Values& iacts,
                  const Columns& columns) const {
    Columns segments;
    for (const std::int16_t iact : iacts) segments.push_back({iact});
    return window(cluster_pass(static_cast<int>(columns[0].size()), 1,
                               static_cast<int>(columns.size()), 1, iact_coding, weight_coding),
                  segments, columns);
  }
  /// Of a window of three columns of one channel, and of one filter.
  std::string depthwise(const Values& iacts) const {
    return row(kCsc, kCsc, iacts, {{1}, {1}, {1}});
  }

  ClusterArchitecture::Pe sizes_ = [] {
    ClusterArchitecture::Pe sizes = kClusterPe;
    sizes.forwards_psums = false;
    return sizes;
  }();
};

TEST_F(ClusterPeCoreBubbles, OfThreeIactsAndOneFilter) {
  EXPECT_EQ(depthwise({1, 1, 1}), "x.x.x") << "each waits for the psum of the one before";
  // Four addresses take four cycles.
  EXPECT_EQ(depthwise({1, 1, 0}), "x.x.");
  EXPECT_EQ(depthwise({1, 0, 1}), "x.x.") << "the segment without a value takes the cycle between";
  EXPECT_EQ(depthwise({0, 1, 1}), ".x.x");
  EXPECT_EQ(depthwise({1, 0, 0}), "x...");
  EXPECT_EQ(depthwise({0, 1, 0}), ".x..");
  EXPECT_EQ(depthwise({0, 0, 1}), "..x.");
  EXPECT_EQ(depthwise({0, 0, 0}), "....");
}

TEST_F(ClusterPeCoreBubbles, OfPsumsThatAreForwarded) {
  sizes_.forwards_psums = true;
  sizes_.mac_stages = 4;
  EXPECT_EQ(depthwise({1, 1, 1}), "xxx.");
  EXPECT_EQ(depthwise({1, 0, 1}), "x.x.");
  EXPECT_EQ(depthwise({0, 1, 1}), ".xx.");
}

TEST_F(ClusterPeCoreBubbles, OfStagesOfTheMacs) {
  sizes_.mac_stages = 1;
  EXPECT_EQ(depthwise({1, 1, 1}), "xxx.");
  sizes_.mac_stages = 3;
  EXPECT_EQ(depthwise({1, 1, 1}), "x..x..x");
  EXPECT_EQ(depthwise({1, 1, 0}), "x..x");
  EXPECT_EQ(depthwise({1, 0, 1}), "x..x") << "a cycle more than the segment between takes";
  EXPECT_EQ(depthwise({0, 1, 1}), ".x..x");
  sizes_.mac_stages = 4;
  EXPECT_EQ(depthwise({1, 1, 1}), "x...x...x");
  EXPECT_EQ(depthwise({1, 0, 1}), "x...x");
}

TEST_F(ClusterPeCoreBubbles, OfTwoFilters) {
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1}, {1, 1}, {1, 1}}), "x.x.x") << "a word a column";
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 0}, {0, 1}, {1, 0}}), "xxx.") << "two by turns";
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 0}, {0, 1}, {0, 1}}), "xx.x");
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1}, {0, 1}, {1, 0}}), "x.xx");
  sizes_.mac_stages = 3;
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 0}, {0, 1}, {1, 0}}), "xx.x");
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1}, {1, 0}, {0, 1}}), "x..xx") << "one wait does both";
}

TEST_F(ClusterPeCoreBubbles, OfThreeFilters) {
  // Two words a column, of filters 0 and 1 and of 2: the first is in time for the next iact's.
  const Columns dense(3, Values{1, 1, 1});
  for (const Data weights : {kRaw, kCsc}) {
    sizes_.mac_stages = 2;
    EXPECT_EQ(row(kCsc, weights, {1, 1, 1}, dense), "xxxxxx");
    sizes_.mac_stages = 3;
    EXPECT_EQ(row(kCsc, weights, {1, 1, 1}, dense), "xx.xx.xx");
    sizes_.mac_stages = 4;
    EXPECT_EQ(row(kCsc, weights, {1, 1, 1}, dense), "xx..xx..xx");
  }
}

TEST_F(ClusterPeCoreBubbles, WhereALastAndAFirstWordShareAFilter) {
  // Words of filters 0 and 1, and of 2; then of 0 and 2; then of 1.
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1, 1}, {1, 0, 1}, {0, 1, 0}}), "xx.xx");
  // 0 and 1, 2; 0 and 1; 2.
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1, 1}, {1, 1, 0}, {0, 0, 1}}), "xxxx");
  // 0 and 1, 2; 0 and 1; 1.
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1, 1, 1}, {1, 1, 0}, {0, 1, 0}}), "xxx.x");
}

TEST_F(ClusterPeCoreBubbles, WhereALaterWordOfTheIactSharesAFilter) {
  // Word of filter 2; then of 0 and 1, and of 2, which is two cycles behind by itself.
  const Columns columns = {{0, 0, 1}, {1, 1, 1}};
  EXPECT_EQ(row(kCsc, kCsc, {1, 1}, columns), "xxx");
  sizes_.mac_stages = 3;
  EXPECT_EQ(row(kCsc, kCsc, {1, 1}, columns), "x.xx");
  sizes_.mac_stages = 4;
  EXPECT_EQ(row(kCsc, kCsc, {1, 1}, columns), "x..xx");
}

TEST_F(ClusterPeCoreBubbles, AnIactWithoutWeightsSpacesItsNeighbours) {
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1}, {0}, {1}}), "xxx.");
  EXPECT_EQ(row(kCsc, kCsc, {1, 1, 1}, {{1}, {1}, {0}}), "x.xx");
  EXPECT_EQ(row(kCsc, kRaw, {1, 1, 1}, {{1}, {0}, {1}}), "x.x.x") << "a raw zero is a weight";
}

TEST_F(ClusterPeCoreBubbles, AFurtherPairOfWeightsUsesNoPsum) {
  // The pair of filters 0 to 15 beside the weight of 16, and then a weight of 15.
  Columns columns(2, Values(20));
  columns[0][16] = 1;
  columns[1][15] = 1;
  EXPECT_EQ(row(kRaw, kCsc, {1, 1}, columns), "xx");
  columns[1][16] = 1;
  EXPECT_EQ(row(kRaw, kCsc, {1, 1}, columns), "x.x");
}

TEST_F(ClusterPeCoreBubbles, OfRawIacts) {
  const Columns columns = {{1}, {1}, {1}};
  EXPECT_EQ(row(kRaw, kRaw, {1, 1, 1}, columns), "x.x.x");
  EXPECT_EQ(row(kRaw, kRaw, {1, 0, 1}, columns), "xxx") << "the gated slot lies between";
  EXPECT_EQ(row(kRaw, kRaw, {1, 1, 0}, columns), "x.xx");
  EXPECT_EQ(row(kRaw, kRaw, {0, 1, 1}, columns), "xx.x");
  EXPECT_EQ(row(kRaw, kRaw, {0, 0, 0}, columns), "xxx") << "no addresses, no psums";
  sizes_.mac_stages = 3;
  EXPECT_EQ(row(kRaw, kRaw, {1, 0, 1}, columns), "xx.x");
  EXPECT_EQ(row(kRaw, kRaw, {1, 0, 0}, columns), "xxx");
}

TEST_F(ClusterPeCoreBubbles, OfSegmentsWithoutValues) {
  // Four filters: two slots an iact, no psum of which is late. Six addresses.
  const Columns columns(5, Values{1, 1, 1, 1});
  EXPECT_EQ(row(kCsc, kRaw, {1, 0, 0, 0, 0}, columns), "xx....");
  EXPECT_EQ(row(kCsc, kRaw, {0, 0, 1, 1, 0}, columns), "..xxxx");
  EXPECT_EQ(row(kCsc, kRaw, {0, 0, 0, 1, 1}, columns), "...xxxx");
  EXPECT_EQ(row(kCsc, kRaw, {1, 0, 0, 0, 1}, columns), "xx..xx") << "two are passed over in slots";
  EXPECT_EQ(row(kCsc, kRaw, {1, 1, 0, 0, 1}, columns), "xxxxxx") << "all are";
}

TEST_F(ClusterPeCoreBubbles, OfChannels) {
  // An entry a cycle.
  const auto one_column = cluster_pass(1, 3, 1, 1, kCsc, kRaw);
  const Columns weights(3, Values{1});
  EXPECT_EQ(window(one_column, {{1, 1, 1}}, weights), "x.x.x");
  EXPECT_EQ(window(one_column, {{1, 0, 1}}, weights), "x.x") << "a zero is no entry";
  EXPECT_EQ(window(one_column, {{0, 0, 1}}, weights), "x.");
  // Three entries and two segments without any are more than four addresses.
  sizes_.forwards_psums = true;
  EXPECT_EQ(window(cluster_pass(1, 3, 3, 1, kCsc, kRaw), {{1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
                   Columns(9, Values{1})),
            "xxx..");
}

TEST_F(ClusterPeCoreBubbles, OfColumnsOfTheNextWindow) {
  const auto pass = cluster_pass(1, 1, 3, 2, kCsc, kRaw);
  const Columns weights(3, Values{1});
  EXPECT_EQ(window(pass, {{1, 1}, {1, 1}}, weights), "x.x.x");
  EXPECT_EQ(window(pass, {{0, 0}, {0, 1}}, weights), "...") << "three addresses";
  sizes_.forwards_psums = true;
  EXPECT_EQ(window(pass, {{1, 1}, {0, 1}}, weights), "xx.") << "as without a value";
}

TEST_F(ClusterPeCoreBubbles, OfLongRunsOfIacts) {
  sizes_.forwards_psums = true;
  Values segment(34);
  segment[0] = 1;
  const auto pass = cluster_pass(1, 34, 1, 1, kCsc, kRaw);
  const Columns weights(34, Values{1});
  EXPECT_EQ(window(pass, {segment}, weights), "x.") << "zeros at the end are left out";
  segment[33] = 1;
  EXPECT_EQ(window(pass, {segment}, weights), "x..x") << "two pairs for 32 zeros";
  segment[33] = 0;
  segment[17] = 1;
  EXPECT_EQ(window(pass, {segment}, weights), "x.x") << "one pair for 16";
  segment[0] = 0;
  EXPECT_EQ(window(pass, {segment}, weights), ".x");
  segment[0] = segment[1] = 1;
  EXPECT_EQ(window(pass, {segment}, weights), "xxx") << "no pair for 15";
}

TEST_F(ClusterPeCoreBubbles, SlotsHideFurtherPairs) {
  Values segment(18);
  segment[0] = segment[17] = 1;
  EXPECT_EQ(window(cluster_pass(4, 18, 1, 1, kCsc, kRaw), {segment}, Columns(18, Values(4, 1))),
            "xxxx");
}

TEST_F(ClusterPeCoreBubbles, NeverFromOneWindowToTheNext) {
  sizes_.mac_stages = 4;
  ClusterPeCoreBench bench(cluster_pass(1, 1, 1, 1, kRaw, kRaw), {{1}}, sizes_);
  for (int i = 0; i < 3; ++i) bench.write_segment({1});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(window(bench), "x") << "psums of its own";
}

}  // namespace
}  // namespace eyeriss::hw
