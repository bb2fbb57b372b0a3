// SPDX-License-Identifier: Apache-2.0
// hw/controller/controller.h: when passes open, and what the cycles are held for. A whole chip of
// one PE works on layers so small that every cycle can be followed from the modules' headers.
//
// Core and link run at 200 MHz unless said otherwise: what one side does in cycle c the other sees
// in c+2. The memory's latency is 12 cycles. Of every layer the beginning is the same:
//   0  controller: PE told of pass 0; job "filters 0" to the link port
//   1  PE starts the pass; link port requests one word
//   2  controller: array has started; job "ifmaps 0" to the link port. Held from here
//   3  memory sees the request; the word crosses in 15, is taken in 17; done is seen in 18
//  18  filters 0 to the filter streamer, which reads them in 19: the PE writes them in 21.
//      Link port requests the ifmaps, seen in 20; the first word crosses in 32, is taken in 34
//  20  filters 0 have left: job "filters 1", which the link port starts after the ifmaps
#include "hw/accelerator.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

class ControllerTiming : public ::testing::TestWithParam<test::NamedSchedule> {
 protected:
  ControllerTiming() {
    architecture_.array = {.rows = 1, .columns = 1};
    architecture_.link.clock_mhz = 200;
  }

  /// Runs a layer of 1 x 1 kernels on one row of ifmaps; each pass takes one channel and filter.
  /// @param tile_filters  m
  LayerCounters simulate(int channels, int filters, int tile_filters, int width = 1) {
    LayerShape shape = test::square_layer(1, channels, 1, filters, 1, 1, 0, 1);
    shape.W = width;
    const Layer layer{
        .name = "layer",
        .shape = shape,
        .mapping =
            {.m = tile_filters, .n = 1, .e = 1, .f = width, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1},
        .relu = false,
        .product_shift = 0};
    LayerTensors tensors;
    tensors.ifmap.assign(static_cast<std::size_t>(channels * width), 3);
    tensors.weights.assign(static_cast<std::size_t>(channels * filters), 5);
    tensors.bias.assign(static_cast<std::size_t>(filters), 7);
    Accelerator chip("chip", architecture_, layer, tensors, GetParam().schedule);
    chip.run({});
    for (const std::int16_t value : chip.ofmap()) EXPECT_EQ(value, 7 + 15 * channels);
    return chip.counters();
  }

  Architecture architecture_ = test::eyeriss_v1();
};

EYERISS_UNDER_EVERY_SCHEDULE(ControllerTiming);

TEST_P(ControllerTiming, OnePass) {
  // 35  ifmaps there, held no more: the pass opens. 36: streamers see it and read a word each
  // 38  PE takes the ifmap word; MAC in 39, psum in 40, leaves in 42; in the GLB in 43
  // 44  pass done, held: job "ofmaps 0". 45: psum read, and leaves in 46; memory sees the request
  //     in 47 and the word, which crosses, in 48; acknowledge taken in 50; done is seen in 51
  const LayerCounters counters = simulate(1, 1, 1);
  EXPECT_EQ(counters.total_cycles, 51);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_ofmap_cycles, 51 - 44);
  EXPECT_EQ(counters.hold_filter_cycles, 0) << "missing, too, but ifmaps come first";
  EXPECT_EQ(counters.passes, 1u);
}

TEST_P(ControllerTiming, OnePassOverASlowerLink) {
  // Link edges at 16667 ps times n. Filters requested in 1 (5 ns), seen at link edge 2, cross at
  // 14 (233.3 ns), taken in 48. Ifmaps requested in 49 (245 ns), seen at 16, cross at 28
  // (466.7 ns), taken in 95: the pass opens in 96, its psum is in the GLB in 104, done in 105.
  // Ofmap requested and read in 106 (530 ns: seen at 33), leaves in 107 (535 ns: crosses at 34,
  // 566.7 ns); acknowledge taken in 115; done is seen in 116.
  architecture_.link.clock_mhz = 60;
  const LayerCounters counters = simulate(1, 1, 1);
  EXPECT_EQ(counters.total_cycles, 116);
  EXPECT_EQ(counters.hold_ifmap_cycles, 96 - 2);
  EXPECT_EQ(counters.hold_ofmap_cycles, 116 - 105);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
}

TEST_P(ControllerTiming, NextPassWaitsForItsIfmaps) {
  // 35  pass 0 opens as in OnePass, the PE is told of pass 1; link port requests filters 1, which
  //     are there in 52
  // 41  last psum issued in 40, so the PE starts pass 1; the controller knows in 42: held, and job
  //     "ifmaps 1", which starts in 52 and is done, 17 cycles later as ever, in 69
  // 69  pass 1 opens; its psum is in the GLB in 77; done in 78, ofmaps drained in 85
  const LayerCounters counters = simulate(2, 1, 1);
  EXPECT_EQ(counters.total_cycles, 85);
  EXPECT_EQ(counters.hold_ifmap_cycles, (35 - 2) + (69 - 42));
  EXPECT_EQ(counters.hold_ofmap_cycles, 85 - 78);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.passes, 2u);
}

TEST_P(ControllerTiming, NextPassWaitsForItsFilters) {
  // 42  as above, but pass 1 works on the same ifmaps: held for filters until 52
  // 52  pass 1 opens. Filters, too, reach the PE in 55; MAC in 56; in the GLB in 60
  // 61  both passes' ofmaps are drained: 62 to 67 and 68 to 73
  const LayerCounters counters = simulate(1, 2, 2);
  EXPECT_EQ(counters.total_cycles, 74);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 52 - 42);
  EXPECT_EQ(counters.hold_ofmap_cycles, 74 - 61);
}

TEST_P(ControllerTiming, NextTileWaitsForTheDrainOfTheLast) {
  // 42  pass 1 could open, but the tile of pass 0 is not complete before 44: not held off chip
  // 44  held for the ofmaps, whose job starts after the filters in 52, is done in 57, seen in 58
  // 58  pass 1 opens; in the GLB in 66, done in 67, drained in 74
  const LayerCounters counters = simulate(1, 2, 1);
  EXPECT_EQ(counters.total_cycles, 74);
  EXPECT_EQ(counters.hold_ifmap_cycles, 35 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0) << "missing until 52, but ofmaps come first";
  EXPECT_EQ(counters.hold_ofmap_cycles, (58 - 44) + (74 - 67));
}

TEST_P(ControllerTiming, NextPassWaitsUntilTheArrayHasStartedIt) {
  // Ifmaps of 20 words: 5 link words are taken in 34 to 38, done is seen in 39.
  // 39  pass 0 opens. Filters 1 are requested, and there in 56
  // 42  first ifmap word taken; MACs in 43, 45, ... 81, psums in 44, 46, ... 82
  // 83  PE starts pass 1, the controller knows in 84, and the pass opens: nothing off chip is
  //     missing, so it was not held. Last psum issued in 127, in the GLB in 130, done in 131
  // 132 20 psums read, one a cycle, the last link word leaves in 152, crosses in 154; acknowledge
  //     taken in 156. The second job starts in 157 and is done 25 cycles later as the first was:
  //     seen in 182
  const LayerCounters counters = simulate(1, 2, 2, 20);
  EXPECT_EQ(counters.total_cycles, 182);
  EXPECT_EQ(counters.hold_ifmap_cycles, 39 - 2);
  EXPECT_EQ(counters.hold_filter_cycles, 0);
  EXPECT_EQ(counters.hold_ofmap_cycles, 182 - 131);
}

}  // namespace
}  // namespace eyeriss::hw
