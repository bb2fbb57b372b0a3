// SPDX-License-Identifier: Apache-2.0
// hw/controller/controller.h: when passes open, and what the cycles are held for. A whole chip of
// one PE works on layers so small that every cycle can be followed from the modules' headers.
//
// Core, link and memory run at 200 MHz unless said otherwise: what one side does in cycle c the
// other sees in c+2. The memory's latency is 8 cycles. Words are raw. So what the link port
// requests in cycle c it takes from c+16 on: c+2 link, c+4 memory, which answers in c+12, c+14
// link. A word that leaves for memory in cycle c, and is the last, is acknowledged in c+16: it
// crosses in c+2, is seen by memory in c+4 and answered in c+12; the link acknowledges it in c+14.
// Of every layer the beginning is the same:
//   0  controller: PE told of pass 0; job "filters 0" to the link port
//   1  PE starts the pass; link port requests one word; controller: job "ifmaps 0"
//   2  controller: array has started. Held from here
//  17  link port takes the word; done is seen in 18
//  18  filters 0 to the filter streamer, which reads them in 19: the PE writes them in 21.
//      Link port requests the ifmaps, and takes the first word in 34
//  20  filters 0 have left: job "filters 1", which the link port starts after the ifmaps
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "hw/accelerator.h"
#include "tests/support/link_bench.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using ::testing::ElementsAre;

class ControllerTiming : public ::testing::TestWithParam<test::NamedSchedule> {
 protected:
  ControllerTiming() {
    architecture_.array = {.rows = 1, .columns = 1};
    architecture_.link.clock_mhz = 200;
  }

  /// Runs a layer of 1 x 1 kernels on ifmaps of `height` rows of `width`. A pass takes one channel,
  /// one filter, as many rows as the array has columns, and all columns. No two ifmap values of
  /// neighbouring passes are equal.
  /// @param tile_filters  m
  LayerCounters simulate(int channels, int filters, int tile_filters, int width = 1,
                         int height = 1) {
    LayerShape shape = test::square_layer(1, channels, 1, filters, 1, 1, 0, 1);
    shape.H = height;
    shape.W = width;
    Layer layer = test::raw_layer(shape);
    layer.mapping.m = tile_filters;
    layer.mapping.e = architecture_.array.columns;
    layer.mapping.f = width;
    LayerTensors tensors;
    const int plane = height * width;
    std::vector<std::int16_t> sums(static_cast<std::size_t>(plane), 0);
    for (int i = 0; i < channels * plane; ++i) {
      const auto value = static_cast<std::int16_t>(1 + i + i / plane);
      tensors.ifmap.push_back(value);
      auto& sum = sums[static_cast<std::size_t>(i % plane)];
      sum = static_cast<std::int16_t>(sum + value);
    }
    tensors.weights.assign(static_cast<std::size_t>(channels * filters), 5);
    tensors.bias.assign(static_cast<std::size_t>(filters), 7);
    Accelerator chip("chip", architecture_, layer, tensors, GetParam().schedule);
    chip.on_phase([this](const Phase& phase) {
      phases_[phase.track->name].push_back({phase.kind, phase.pass, phase.begin, phase.end});
      words_[phase.track->name] += phase.words;
    });
    chip.run({});
    const std::vector<std::int16_t> ofmap = chip.ofmap();
    for (std::size_t i = 0; i < ofmap.size(); ++i)
      EXPECT_EQ(ofmap[i], 7 + 5 * sums[i % sums.size()]) << i;
    return chip.counters();
  }

  /// Kind, pass, first cycle and the one after the last.
  using Its = std::tuple<Phase::Kind, std::int64_t, noc::Cycle, noc::Cycle>;

  Architecture architecture_ = test::eyeriss_v1();
  std::map<std::string, std::vector<Its>> phases_;  // by track
  std::map<std::string, std::int64_t> words_;       // by track
};

EYERISS_UNDER_EVERY_SCHEDULE(ControllerTiming);

TEST_P(ControllerTiming, OnePass) {
  // 35  ifmaps there, held no more: the pass opens. 36: streamers see it and read a word each
  // 38  PE takes the ifmap word; MAC in 39, psum in 40, leaves in 42; in the GLB in 43
  // 44  pass done, held: job "ofmaps 0". 45: psum read, and leaves in 46; acknowledge taken in 62;
  //     done is seen in 63
  const LayerCounters counters = simulate(1, 1, 1);
  EXPECT_EQ(counters.total_cycles, 63);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_ofmap_cycles, 63 - 44);
  EXPECT_EQ(counters.hold_filter_cycles, 0) << "missing, too, but ifmaps come first";
  EXPECT_EQ(counters.pe_mapped_cycles, 63 - 35);
  EXPECT_EQ(counters.passes, 1u);
}

TEST_P(ControllerTiming, PhasesOfOnePass) {
  // As above. The link port's jobs: filters, seen in 1, are there in 17; ifmaps come next and are
  // there in 34; ofmaps, seen in 45, are acknowledged in 62.
  using enum Phase::Kind;
  simulate(1, 1, 1);
  EXPECT_THAT(
      phases_["layer"],
      ElementsAre(Its(kStart, Phase::kNoPass, 0, 2), Its(kHoldIfmaps, Phase::kNoPass, 2, 35),
                  Its(kPass, 0, 35, 44), Its(kHoldOfmaps, Phase::kNoPass, 44, 63)));
  EXPECT_THAT(phases_["link"], ElementsAre(Its(kFillFilters, 0, 1, 18), Its(kFillIfmaps, 0, 18, 35),
                                           Its(kDrainOfmaps, 0, 45, 63)));
  EXPECT_THAT(phases_["filter stream"], ElementsAre(Its(kPass, 0, 19, 20)));
  EXPECT_THAT(phases_["ifmap stream"], ElementsAre(Its(kPass, 0, 36, 37)));
  EXPECT_THAT(phases_["psums to array"], ElementsAre(Its(kPass, 0, 36, 37)));
  EXPECT_THAT(phases_["psums from array"], ElementsAre(Its(kPass, 0, 43, 44)));
  EXPECT_EQ(words_["link"], 3);
  EXPECT_EQ(words_["layer"], 0);
}

TEST_P(ControllerTiming, OnePassOverASlowerLink) {
  // Link edges at 16667 ps times n, those of core and memory at 5000 ps times n. Filters requested
  // in 1 (5 ns): seen at link edge 2 (33.3 ns), by memory in 8, answered in 16 (80 ns), seen at
  // link edge 6 (100 ns), where the word crosses, taken in 22. Ifmaps requested in 23 (115 ns):
  // link edge 8 (133.3 ns), memory 28 to 36 (180 ns), link edge 12 (200.004 ns), taken in 42.
  // 43  the pass opens; its psum is in the GLB in 51; done in 52
  // 53  psum read, leaves in 54 (270 ns): crosses at link edge 18 (300.006 ns), memory 62 to 70
  //     (350 ns), acknowledged at link edge 22 (366.7 ns), taken in 75; done is seen in 76
  architecture_.link.clock_mhz = 60;
  const LayerCounters counters = simulate(1, 1, 1);
  EXPECT_EQ(counters.total_cycles, 76);
  EXPECT_EQ(counters.hold_ifmap_cycles, 43 - 2);
  EXPECT_EQ(counters.hold_ofmap_cycles, 76 - 52);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
}

TEST_P(ControllerTiming, NextPassWaitsForItsIfmaps) {
  // 35  pass 0 opens as in OnePass, the PE is told of pass 1; link port requests filters 1, which
  //     are there in 52
  // 41  last psum issued in 40, so the PE starts pass 1; the controller knows in 42: held, and job
  //     "ifmaps 1", which starts in 52 and is done, 17 cycles later as ever, in 69
  // 69  pass 1 opens; its psum is in the GLB in 77; done in 78, ofmaps drained, 19 cycles later as
  //     in OnePass, in 97
  const LayerCounters counters = simulate(2, 1, 1);
  EXPECT_EQ(counters.total_cycles, 97);
  EXPECT_EQ(counters.hold_ifmap_cycles, (35 - 2) + (69 - 42));
  EXPECT_EQ(counters.hold_ofmap_cycles, 97 - 78);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.passes, 2u);
}

TEST_P(ControllerTiming, NextPassWaitsForItsFilters) {
  // 42  as above, but pass 1 works on the same ifmaps: held for filters until 52
  // 52  pass 1 opens. Filters, too, reach the PE in 55; MAC in 56; in the GLB in 60
  // 61  both passes' ofmaps are drained: 62 to 79 and 80 to 97
  const LayerCounters counters = simulate(1, 2, 2);
  EXPECT_EQ(counters.total_cycles, 98);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 52 - 42);
  EXPECT_EQ(counters.hold_ofmap_cycles, 98 - 61);
}

TEST_P(ControllerTiming, NextTileWaitsForTheDrainOfTheLast) {
  // 42  pass 1 could open, but the tile of pass 0 is not complete before 44: not held off chip
  // 44  held for the ofmaps, whose job starts after the filters in 52, is done in 69, seen in 70
  // 70  pass 1 opens; in the GLB in 78, done in 79, drained in 98
  const LayerCounters counters = simulate(1, 2, 1);
  EXPECT_EQ(counters.total_cycles, 98);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0) << "missing until 52, but ofmaps come first";
  EXPECT_EQ(counters.hold_ofmap_cycles, (70 - 44) + (98 - 79));
}

TEST_P(ControllerTiming, PhasesOfTwoTiles) {
  // As above. Filters 1 wait for the ifmaps and start in 35; they are there in 51, and streamed as
  // the controller sees it in 52. Ofmaps 1 are asked for in 79.
  using enum Phase::Kind;
  simulate(1, 2, 1);
  EXPECT_THAT(
      phases_["layer"],
      ElementsAre(Its(kStart, Phase::kNoPass, 0, 2), Its(kHoldIfmaps, Phase::kNoPass, 2, 35),
                  Its(kPass, 0, 35, 44), Its(kHoldOfmaps, Phase::kNoPass, 44, 70),
                  Its(kPass, 1, 70, 79), Its(kHoldOfmaps, Phase::kNoPass, 79, 98)));
  EXPECT_THAT(phases_["link"],
              ElementsAre(Its(kFillFilters, 0, 1, 18), Its(kFillIfmaps, 0, 18, 35),
                          Its(kFillFilters, 1, 35, 52), Its(kDrainOfmaps, 0, 52, 70),
                          Its(kDrainOfmaps, 1, 80, 98)));
  EXPECT_THAT(phases_["filter stream"], ElementsAre(Its(kPass, 0, 19, 20), Its(kPass, 1, 53, 54)));
  EXPECT_THAT(phases_["ifmap stream"], ElementsAre(Its(kPass, 0, 36, 37), Its(kPass, 1, 71, 72)));
  EXPECT_THAT(phases_["psums from array"],
              ElementsAre(Its(kPass, 0, 43, 44), Its(kPass, 1, 78, 79)));
}

TEST_P(ControllerTiming, PhasesOfPassesWithManyWords) {
  // As in the next test: a psum that is there in cycle c is in the GLB in c+3. So those of pass 0
  // come in 47, 49, ... 85, and those of pass 1, the last of which comes in 130, from 92 on.
  using enum Phase::Kind;
  simulate(1, 2, 2, 20);
  EXPECT_THAT(phases_["layer"],
              ElementsAre(Its(kStart, Phase::kNoPass, 0, 2),
                          Its(kHoldIfmaps, Phase::kNoPass, 2, 39), Its(kPass, 0, 39, 84),
                          Its(kPass, 1, 84, 131), Its(kHoldOfmaps, Phase::kNoPass, 131, 206)));
  EXPECT_THAT(phases_["psums from array"],
              ElementsAre(Its(kPass, 0, 47, 86), Its(kPass, 1, 92, 131)));
  EXPECT_EQ(words_["ifmap stream"], 2 * 20);
  EXPECT_EQ(words_["psums to array"], 2 * 20);
  EXPECT_EQ(words_["psums from array"], 2 * 20);
  EXPECT_EQ(words_["filter stream"], 2);
  EXPECT_EQ(words_["link"], 1 + 5 + 1 + 2 * 5);
}

TEST_P(ControllerTiming, NextPassWaitsUntilTheArrayHasStartedIt) {
  // Ifmaps of 20 words: 5 link words are taken in 34 to 38, done is seen in 39.
  // 39  pass 0 opens. Filters 1 are requested, and there in 56
  // 42  first ifmap word taken; MACs in 43, 45, ... 81, psums in 44, 46, ... 82
  // 83  PE starts pass 1, the controller knows in 84, and the pass opens: nothing off chip is
  //     missing, so it was not held. Last psum issued in 127, in the GLB in 130, done in 131
  // 132 20 psums read, one a cycle, as all lie in one bank; the last link word leaves in 152;
  //     acknowledge taken in 168. The second job starts in 169 and is done 37 cycles later as the
  //     first was: seen in 206
  const LayerCounters counters = simulate(1, 2, 2, 20);
  EXPECT_EQ(counters.total_cycles, 206);
  EXPECT_EQ(counters.hold_ifmap_cycles, 39 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.hold_ofmap_cycles, 206 - 131);
}

TEST_P(ControllerTiming, OneIfmapBufferIsFilledWhenTheArrayHasDoneWithIt) {
  // As above, but pass 1 works on other ifmaps.
  //  84  array has started pass 1: held, and job "ifmaps 1", requested in 85, taken in 101 to 105
  // 106  pass 1 opens; done, as above 47 cycles later, in 153; drained, 38 cycles later, in 191
  const LayerCounters counters = simulate(2, 1, 1, 20);
  EXPECT_EQ(counters.total_cycles, 191);
  EXPECT_EQ(counters.hold_ifmap_cycles, (39 - 2) + (106 - 84));
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.hold_ofmap_cycles, 191 - 153);
}

TEST_P(ControllerTiming, TheSecondIfmapBufferIsFilledWhileTheArrayWorks) {
  //   2  job "ifmaps 1", too, which starts after "ifmaps 0" in 39 and is done in 59, seen in 60.
  //      Then filters 1, seen in 77
  //  84  array has started pass 1, which opens: not held. Done in 131, drained in 169
  architecture_.controller.overlap_ifmap_fill = true;
  const LayerCounters counters = simulate(2, 1, 1, 20);
  EXPECT_EQ(counters.total_cycles, 169);
  EXPECT_EQ(counters.hold_ifmap_cycles, 39 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.hold_ofmap_cycles, 169 - 131);
}

TEST_P(ControllerTiming, AnIfmapBufferIsNotFilledBeforeTheArrayHasDoneWithIt) {
  // As above, with three channels. Ifmaps 2 take the place of ifmaps 0, which the array reads up to
  // 81: earlier, and the outputs would be wrong.
  //  79  filters 1 have left: job "filters 2", done in 96
  //  84  array has started pass 1: job "ifmaps 2", which starts in 97, is done in 117
  // 129  array has started pass 2, which opens. Done in 176, drained in 214
  architecture_.controller.overlap_ifmap_fill = true;
  const LayerCounters counters = simulate(3, 1, 1, 20);
  EXPECT_EQ(counters.total_cycles, 214);
  EXPECT_EQ(counters.hold_ifmap_cycles, 39 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.hold_ofmap_cycles, 214 - 176);
}

TEST_P(ControllerTiming, TwoIfmapBuffersAndAnArrayThatIsFasterThanTheLink) {
  // 2   job "ifmaps 1", done in 51, seen in 52; then filters 1, done in 68, seen in 69
  // 42  array has started pass 1: held for ifmaps until 52, for filters until 69; job "ifmaps 2",
  //     which starts in 69 and is seen in 86
  // 69  pass 1 opens. Filters 1 to the streamer; they have left in 71: job "filters 2", which
  //     starts in 86 and is seen in 103
  // 76  as filters reached the PE in 72, MAC in 73, psum in 74, start of pass 2 in 75: held for
  //     ifmaps until 86, for filters until 103
  // 103 pass 2 opens; in the GLB in 111, done in 112, drained in 131
  architecture_.controller.overlap_ifmap_fill = true;
  const LayerCounters counters = simulate(3, 1, 1);
  EXPECT_EQ(counters.total_cycles, 131);
  EXPECT_EQ(counters.hold_ifmap_cycles, (35 - 2) + (52 - 42) + (86 - 76));
  EXPECT_EQ(counters.hold_filter_cycles, (69 - 52) + (103 - 86));
  EXPECT_EQ(counters.hold_ofmap_cycles, 131 - 112);
}

TEST_P(ControllerTiming, FiltersOfALaterPassWaitBehindOfmaps) {
  // Tiles of six passes. Pass 1 opens in 52 as in NextPassWaitsForItsFilters; its filters have left
  // in 54, and those of pass 2 are requested in 55 and there in 72. So pass k opens in 32 + 20k,
  // held for filters since the array started it, seven cycles after pass k-1 opened.
  // 132 pass 5 opens; filters 6 are requested in 135 and there in 152
  // 141 tile complete: six jobs "ofmaps", of which the link port's queue takes four until 152, when
  //     it starts the first. Each takes 18 cycles
  // 154 filters 6 have left: those of pass 7 could be fetched. But pass 6 is the next to open, and
  //     waits for the ofmaps: they come behind the sixth job "ofmaps"
  // 260 six jobs done: pass 6 opens, and filters 7 are requested
  // 277 held since the array started pass 7 in 267: it opens. So pass 6+k opens in 257 + 20k
  // 357 pass 11 opens; in the GLB in 365, done in 366; six jobs of 18 cycles from 367 on
  const LayerCounters counters = simulate(1, 12, 6);
  EXPECT_EQ(counters.total_cycles, 367 + 6 * 18);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 2 * ((52 - 42) + 4 * (20 - 7)));
  EXPECT_EQ(counters.hold_ofmap_cycles, (260 - 141) + (367 + 6 * 18 - 366));
}

TEST_P(ControllerTiming, MappedPesAreThoseOfThePassUnderWay) {
  // Two PEs, each on a row of the strip; the second strip has one row.
  // 35  ifmaps of two words there: pass 0 opens. The second row's word comes a cycle later: its
  //     psum is in the GLB in 44
  // 43  array has started pass 1: job "ifmaps 1", which starts after filters 1 in 52, done in 68
  // 45  pass 0 done: job "ofmaps 0", which starts in 69. The two psums lie in one bank: read in 69
  //     and 70, leave in 71, acknowledged in 87
  // 88  pass 1 opens; done, as in OnePass, in 97, drained in 116
  architecture_.array.columns = 2;
  const LayerCounters counters = simulate(1, 1, 1, 1, 3);
  EXPECT_EQ(counters.total_cycles, 116);
  EXPECT_EQ(counters.hold_ofmap_cycles, (88 - 45) + (116 - 97));
  EXPECT_EQ(counters.pe_mapped_cycles, 2 * (88 - 35) + (116 - 88));
  EXPECT_EQ(counters.active_pes, 2u);
}

}  // namespace
}  // namespace eyeriss::hw
