// SPDX-License-Identifier: Apache-2.0
// hw/cluster/cluster_pe.h: a PE that adds psums up the chain while the next window's MACs go on.
// Stages: i = 2, w = 3, m = 2; two MACs per cycle; psum words of two. Unless a test says otherwise
// word k of each kind is sent in cycle k and so taken in cycle k+1: a last weight word taken in c
// lets MACs start in c+4, a last iact word in c+6. Psums added in c are seen outside in c+2.
//
// The outputs tell when psums were added, the wait for room when MACs started that were held.
#include "tests/support/cluster_pe_timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::PsumWord;
using test::cluster_pass;
using test::ClusterPeInputs;
using test::Cycle;
using test::Segments;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using enum test::Data;

class ClusterPeOverlap : public test::ClusterPeTimingTest {
 protected:
  void SetUp() override { architecture_.pe.overlaps_accumulation = true; }
  void TearDown() override {
    if (!architecture_.pe.overlaps_accumulation) return;
    EXPECT_EQ(counters().accumulate_cycles, 0u) << "none of their own";
    EXPECT_EQ(counters().wait_psum_in_cycles, 0u);
  }

  /// Windows of one iact and one MAC, of any number of filters. The k-th's iact is there for MACs
  /// in 7 + k, the weights in 5.
  static ClusterPePass one_mac(int filters, int windows) {
    ClusterPePass pass = cluster_pass(filters, 1, 1, 1, kRaw, kCsc);
    pass.windows = windows;
    return pass;
  }
  /// Iacts 1, 2, 3, ..., and one weight, of filter 0.
  static ClusterPeInputs of_one_mac(const ClusterPePass& pass, std::int16_t weight = 1) {
    std::vector<std::int16_t> column(static_cast<std::size_t>(pass.filters));
    column[0] = weight;
    Segments iacts;
    for (std::int16_t i = 1; i <= pass.windows; ++i) iacts.push_back({i});
    return inputs(pass, iacts, {column});
  }
  /// Passes' words one behind the other.
  static ClusterPeInputs joined(ClusterPeInputs first, const ClusterPeInputs& next) {
    first.iacts.insert(first.iacts.end(), next.iacts.begin(), next.iacts.end());
    first.weights.insert(first.weights.end(), next.weights.begin(), next.weights.end());
    first.psums.insert(first.psums.end(), next.psums.begin(), next.psums.end());
    return first;
  }
  static std::vector<Cycle> all_of(Cycle first, Cycle last) {
    std::vector<Cycle> cycles;
    for (Cycle at = first; at <= last; ++at) cycles.push_back(at);
    return cycles;
  }
  /// The words from number `word` on are sent from cycle `at` on.
  static void send_psums_from(Cycle at, ClusterPeInputs& inputs, std::size_t word = 0) {
    for (; word < inputs.psums.size(); ++word) inputs.psums[word].first = at++;
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeOverlap);

// Back to back.

TEST_P(ClusterPeOverlap, WindowsLongerThanTheirAccumulation) {
  // Two channels: weights taken in 1 and 2, iacts in 1 to 3. MACs in 7 and 8, 9 and 10, 11 and 12;
  // psums in 9, 11 and 13.
  ClusterPePass pass = cluster_pass(2, 2, 1, 1, kRaw, kCsc);
  pass.windows = 3;
  simulate(pass, inputs(pass, {{1, 2}, {3, 4}, {5, 6}}, {{1, 1}, {10, 1}}));
  EXPECT_THAT(out(), ElementsAre(11, 13, 15));
  EXPECT_THAT(first_psums(), ElementsAre(21, 43, 65));
  EXPECT_EQ(counters().mac_cycles, 6u);
  EXPECT_EQ(counters().wait_filter_cycles, 6u) << "0 to 5";
  EXPECT_EQ(counters().wait_ifmap_cycles, 1u) << "6";
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
  EXPECT_EQ(counters().mapped_cycles, 14) << "these and the last addition";
}

TEST_P(ClusterPeOverlap, WindowsAsLongAsTheirAccumulation) {
  // Weights taken in 1 and 2. MACs in 7 and 8, 9 and 10, 11 and 12; psums in 9 to 14.
  ClusterPePass pass = cluster_pass(4, 1, 1, 1, kCsc, kCsc);
  pass.windows = 3;
  simulate(pass, inputs(pass, {{1}, {2}, {3}}, {{1, 2, 3, 4}}));
  EXPECT_THAT(out(), ElementsAreArray(all_of(11, 16)));
  EXPECT_THAT(first_psums(), ElementsAre(1, 3, 2, 6, 3, 9));
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
}

TEST_P(ClusterPeOverlap, WindowsShorterThanTheirAccumulation) {
  // MACs in 7 and 8; psums in 8 to 11 and 12 to 15. The third window's MAC in 12, when the first's
  // have been added, and its psums in 16 to 19; the fourth's in 16, and 20 to 23.
  const ClusterPePass pass = one_mac(8, 4);
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAreArray(all_of(10, 25)));
  EXPECT_THAT(first_psums(), ElementsAre(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0));
  EXPECT_EQ(counters().mac_cycles, 4u);
  EXPECT_EQ(counters().wait_filter_cycles, 5u) << "0 to 4";
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u) << "5 and 6";
  EXPECT_EQ(counters().wait_psum_out_cycles, 3u + 3u) << "9 to 11 and 13 to 15";
  EXPECT_EQ(counters().mapped_cycles, 24) << "these and the four last additions";
}

TEST_P(ClusterPeOverlap, WindowsWithoutMacs) {
  // Each reads the two addresses of its segment, the first in 7 and 8; psums in 9 to 11. The second
  // in 9 and 10; psums in 12 to 14. The third has room in 12, the fourth in 15: psums in 15 to 20.
  ClusterPePass pass = cluster_pass(6, 1, 1, 1, kCsc, kCsc);
  pass.windows = 4;
  simulate(pass, inputs(pass, {{0}, {0}, {0}, {0}}, {{1, 0, 0, 0, 0, 0}}));
  EXPECT_THAT(out(), ElementsAreArray(all_of(11, 22)));
  EXPECT_EQ(counters().mac_cycles, 0u);
  EXPECT_EQ(counters().bubble_cycles, 4u * 2u);
  EXPECT_EQ(counters().wait_psum_out_cycles, 1u + 1u) << "11 and 14";
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u) << "5 and 6";
  EXPECT_EQ(counters().mapped_cycles, 21) << "to the last addition";
}

TEST_P(ClusterPeOverlap, OddFilters) {
  // Three additions a window. MACs in 7, 8 and, when the first's are added, 11; psums in 8 to 16.
  architecture_.pe.psums = 10;
  const ClusterPePass pass = one_mac(5, 3);
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAreArray(all_of(10, 18)));
  EXPECT_EQ(counters().wait_psum_out_cycles, 2u) << "9 and 10";
}

TEST_P(ClusterPeOverlap, OddFiltersWithoutRoomForTheLastOfTwoWindows) {
  // MAC in 7, psums in 8 to 10; MAC in 11, psums in 12 to 14; MAC in 15, psums in 16 to 18.
  architecture_.pe.psums = 9;
  const ClusterPePass pass = one_mac(5, 3);
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAre(10, 11, 12, 14, 15, 16, 18, 19, 20));
  EXPECT_EQ(counters().wait_psum_out_cycles, 3u + 3u) << "8 to 10 and 12 to 14";
  EXPECT_EQ(counters().mapped_cycles, 19);
}

// A psum that arrives late. Windows of one MAC and one addition.

TEST_P(ClusterPeOverlap, LatePsumHoldsTheThirdWindow) {
  // There in 20. MACs in 7 and 8; the third in 21. Psums in 20, 21 and 22.
  const ClusterPePass pass = one_mac(2, 3);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(19, late);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(22, 23, 24));
  EXPECT_THAT(first_psums(), ElementsAre(1, 2, 3));
  EXPECT_EQ(counters().wait_psum_out_cycles, 12u) << "9 to 20";
}

TEST_P(ClusterPeOverlap, LatePsumDoesNotHoldTheSecondWindow) {
  const ClusterPePass pass = one_mac(2, 2);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(19, late);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(22, 23));
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u) << "5 and 6: MACs in 7 and 8";
  EXPECT_EQ(counters().mapped_cycles, 22) << "to the last addition";
}

TEST_P(ClusterPeOverlap, PsumInTime) {
  // There in 8, when the adders are free: the third window's MAC in 9.
  const ClusterPePass pass = one_mac(2, 3);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(7, late);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(10, 11, 12));
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
}

TEST_P(ClusterPeOverlap, PsumOneCycleLater) {
  const ClusterPePass pass = one_mac(2, 3);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(8, late);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(11, 12, 13));
  EXPECT_EQ(counters().wait_psum_out_cycles, 1u) << "9";
}

TEST_P(ClusterPeOverlap, PsumOfTheSecondWindowIsLate) {
  // Psum in 8; there in 20, so that the second window's are added in 20 and the third's in 21. The
  // third's MAC in 9, the fourth's in 21, and its psum in 22.
  const ClusterPePass pass = one_mac(2, 4);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(19, late, 1);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(10, 22, 23, 24));
  EXPECT_THAT(first_psums(), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(counters().wait_psum_out_cycles, 11u) << "10 to 20";
}

TEST_P(ClusterPeOverlap, IactsEnterWhilePsumsWait) {
  // One iact at a time: taken in 1, 8 and 15, in the cycles after the MACs; those are in 7 and 14,
  // and the third, ready in 21, in 21, when the psum that is there in 20 has been added.
  architecture_.pe.iact_values = 1;
  const ClusterPePass pass = one_mac(2, 3);
  ClusterPeInputs late = of_one_mac(pass);
  send_psums_from(19, late);
  simulate(pass, late);
  EXPECT_THAT(out(), ElementsAre(22, 23, 24));
  EXPECT_EQ(counters().wait_ifmap_cycles, 2u + 6u) << "5 and 6, 8 to 13";
  EXPECT_EQ(counters().wait_psum_out_cycles, 6u) << "15 to 20";
}

// The FIFO above.

TEST_P(ClusterPeOverlap, FullOutput) {
  // MACs in 7, 8 and 9: the first's psum is added in 8, the second's only when there is a place:
  // the first word is taken in 30, so in 31. The fourth's MAC in 32. Each further word's place is
  // free when the one before has been taken, seen two cycles after its addition: psums in 34, 37.
  architecture_.pe.psum_fifo_words = 1;
  const ClusterPePass pass = one_mac(2, 4);
  ClusterPeInputs slow = of_one_mac(pass);
  slow.psum_out_not_before = {30};
  simulate(pass, slow);
  EXPECT_THAT(out(), ElementsAre(30, 33, 36, 39));
  EXPECT_EQ(counters().wait_psum_out_cycles, 22u) << "10 to 31";
}

TEST_P(ClusterPeOverlap, PlaceFreeOneCycleLater) {
  architecture_.pe.psum_fifo_words = 1;
  const ClusterPePass pass = one_mac(2, 4);
  ClusterPeInputs slow = of_one_mac(pass);
  slow.psum_out_not_before = {31};
  simulate(pass, slow);
  EXPECT_THAT(out(), ElementsAre(31, 34, 37, 40));
  EXPECT_EQ(counters().wait_psum_out_cycles, 23u) << "10 to 32";
}

TEST_P(ClusterPeOverlap, APlaceForEachWordCostsNothing) {
  architecture_.pe.psum_fifo_words = 4;
  const ClusterPePass pass = one_mac(2, 4);
  ClusterPeInputs slow = of_one_mac(pass);
  slow.psum_out_not_before = {30};
  simulate(pass, slow);
  EXPECT_THAT(out(), ElementsAre(30, 31, 32, 33));
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
  EXPECT_EQ(counters().mapped_cycles, 12) << "MACs in 7 to 10, psums in 8 to 11";
}

// Room in the psum spad: windows of four psums and two additions.

TEST_P(ClusterPeOverlap, RoomForTwoWindows) {
  // MACs in 7, 8 and, when the first's psums of 8 and 9 are added, 10; psums in 10 to 13.
  architecture_.pe.psums = 8;
  const ClusterPePass pass = one_mac(4, 3);
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAreArray(all_of(10, 15)));
  EXPECT_EQ(counters().wait_psum_out_cycles, 1u) << "9";
}

TEST_P(ClusterPeOverlap, RoomForOnePsumLess) {
  // MAC in 7, psums in 8 and 9; MAC in 10, psums in 11 and 12; MAC in 13, psums in 14 and 15.
  architecture_.pe.psums = 7;
  const ClusterPePass pass = one_mac(4, 3);
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAre(10, 11, 13, 14, 16, 17));
  EXPECT_EQ(counters().wait_psum_out_cycles, 2u + 2u) << "8 and 9, 11 and 12";
  EXPECT_EQ(counters().mapped_cycles, 16);
}

TEST_P(ClusterPeOverlap, AMachineWithoutOverlapAddsAsWithoutRoom) {
  architecture_.pe.psums = 7;
  const ClusterPePass pass = one_mac(4, 3);
  architecture_.pe.overlaps_accumulation = false;
  simulate(pass, of_one_mac(pass));
  EXPECT_THAT(out(), ElementsAre(10, 11, 13, 14, 16, 17));
  EXPECT_EQ(counters().accumulate_cycles, 6u);
  EXPECT_EQ(counters().wait_psum_out_cycles, 0u);
}

// Passes. The first has a MAC in 7 and psums from below late, there from 20 on. Weights of the
// next are taken in 8, ready in 12.

class ClusterPeOverlapOfPasses : public ClusterPeOverlap {
 protected:
  /// A pass of one window and one of two.
  void simulate_passes(int first_filters, int next_filters, int psums) {
    architecture_.pe.psums = psums;
    const ClusterPePass first = one_mac(first_filters, 1);
    const ClusterPePass next = one_mac(next_filters, 2);
    ClusterPeInputs both = joined(of_one_mac(first), of_one_mac(next, 10));
    send_psums_from(19, both);
    simulate({work(first), work(next)}, both);
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeOverlapOfPasses);

TEST_P(ClusterPeOverlapOfPasses, FullAfterPartialWithRoomForThoseTwo) {
  // The first's psums in 20 and 21. The next's first MAC in 12, psums in 22 to 25; the two of eight
  // have no room beside one another: MAC in 26, psums in 27 to 30.
  simulate_passes(4, 8, 12);
  EXPECT_THAT(out(), ElementsAre(22, 23, 24, 25, 26, 27, 29, 30, 31, 32));
  EXPECT_THAT(first_psums(), ElementsAre(1, 0, 10, 0, 0, 0, 20, 0, 0, 0));
  EXPECT_EQ(counters().wait_filter_cycles, 5u + 4u) << "0 to 4, 8 to 11";
  EXPECT_EQ(counters().wait_psum_out_cycles, 13u) << "13 to 25";
}

TEST_P(ClusterPeOverlapOfPasses, FullAfterPartialWithRoomForOnePsumLess) {
  // Psums in 20 and 21; MAC in 22, psums in 23 to 26; MAC in 27, psums in 28 to 31.
  simulate_passes(4, 8, 11);
  EXPECT_THAT(out(), ElementsAre(22, 23, 25, 26, 27, 28, 30, 31, 32, 33));
  EXPECT_EQ(counters().wait_filter_cycles, 5u) << "0 to 4: later they are there before room is";
  EXPECT_EQ(counters().wait_psum_out_cycles, 14u + 4u) << "8 to 21 and 23 to 26";
}

TEST_P(ClusterPeOverlapOfPasses, FullAfterPartialWithRoomForTwoFull) {
  // MAC in 12 and, when the first's psums are added, in 22; psums in 20 to 29.
  simulate_passes(4, 8, 16);
  EXPECT_THAT(out(), ElementsAreArray(all_of(22, 31)));
  EXPECT_EQ(counters().wait_psum_out_cycles, 9u) << "13 to 21";
}

TEST_P(ClusterPeOverlapOfPasses, PartialAfterFullWithRoomForThoseTwo) {
  // The first's psums in 20 to 23. MACs in 12 and 24, psums in 24 to 27.
  simulate_passes(8, 4, 12);
  EXPECT_THAT(out(), ElementsAreArray(all_of(22, 29)));
  EXPECT_THAT(first_psums(), ElementsAre(1, 0, 0, 0, 10, 0, 20, 0));
  EXPECT_EQ(counters().wait_psum_out_cycles, 11u) << "13 to 23";
}

TEST_P(ClusterPeOverlapOfPasses, PartialAfterFullWithRoomForOnePsumLess) {
  // MAC in 24, psums in 25 and 26; the two of four have room: MAC in 25, psums in 27 and 28.
  simulate_passes(8, 4, 11);
  EXPECT_THAT(out(), ElementsAre(22, 23, 24, 25, 27, 28, 29, 30));
  EXPECT_EQ(counters().wait_psum_out_cycles, 16u) << "8 to 23";
}

/// Three passes of one window and one addition: MACs in 7 and 12, weights of the third ready in 17.
class ClusterPeOverlapOfShortPasses : public ClusterPeOverlap {
 protected:
  void simulate_passes(Cycle psums_sent_from) {
    const ClusterPePass pass = one_mac(2, 1);
    ClusterPeInputs all =
        joined(joined(of_one_mac(pass), of_one_mac(pass, 10)), of_one_mac(pass, 100));
    send_psums_from(psums_sent_from, all);
    simulate({work(pass), work(pass), work(pass)}, all);
  }
};

EYERISS_UNDER_EVERY_SCHEDULE(ClusterPeOverlapOfShortPasses);

TEST_P(ClusterPeOverlapOfShortPasses, PsumsAreThere) {
  simulate_passes(0);
  EXPECT_THAT(out(), ElementsAre(10, 15, 20));
  EXPECT_THAT(first_psums(), ElementsAre(1, 10, 100));
}

TEST_P(ClusterPeOverlapOfShortPasses, PsumsInTimeForTheThirdPass) {
  // There in 16: psums in 16, 17 and 18, the third MAC in 17.
  simulate_passes(15);
  EXPECT_THAT(out(), ElementsAre(18, 19, 20));
}

TEST_P(ClusterPeOverlapOfShortPasses, PsumsOneCycleLater) {
  simulate_passes(16);
  EXPECT_THAT(out(), ElementsAre(19, 20, 21));
}

TEST_P(ClusterPeOverlap, AChain) {
  // Below, MACs in 7, 8 and 9 and psums in 8, 9 and 10, there in 10, 11 and 12. Above, MACs in 7, 8
  // and 11.
  const ClusterPePass pass = one_mac(2, 3);
  ClusterPeInputs both = of_one_mac(pass);
  both.psums = test::from(0, std::vector<PsumWord>{{100}, {200}, {300}});
  simulate_chain({.pass = pass, .works = true, .is_head = false}, work(pass), both);
  EXPECT_THAT(out(), ElementsAre(12, 13, 14));
  EXPECT_THAT(first_psums(), ElementsAre(102, 204, 306));
  EXPECT_EQ(lower_->counters().wait_psum_out_cycles, 0u);
  EXPECT_EQ(counters().wait_psum_out_cycles, 2u) << "9 and 10";
}

}  // namespace
}  // namespace eyeriss::hw
