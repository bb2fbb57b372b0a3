// SPDX-License-Identifier: Apache-2.0
// Worked by hand from the timing that the headers of hw/pe/pe.h, hw/glb/*_streamer.h and the
// networks state. Cycle 0 is that in which the pass opens; streamers see it in cycle 1.
#include "sim/mapper/pass_timing.h"

#include <gtest/gtest.h>

#include "sim/mapper/fifo_times.h"
#include "sim/mapper/psum_bank_times.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using noc::Cycle;
using test::eyeriss_v1;
using test::square_layer;

constexpr hw::Mapping kOnePe{
    .m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

/// One pass whose filters and psums wait for nothing, followed by its like.
PassTiming::Times run(const hw::LayerShape& shape, const hw::Mapping& mapping,
                      const PassExtents& pass, Cycle filters_ready = 0) {
  const hw::Architecture architecture = eyeriss_v1();
  PassTiming timing(architecture, shape, mapping, pass);
  FilterLoading next(architecture, timing.shape());
  next.start(1, timing.shape().window_macs);
  const std::vector<Cycle> ready(timing.shape().all_pes, filters_ready);
  return timing.run(ready, 0, next);
}

TEST(PassTiming, OneMac) {
  // The ifmap word is read in 1, taken in 3; the MAC issues in 4, its psum is added in 5, leaves
  // two cycles later in 7 and is taken in 8.
  const auto times = run(square_layer(1, 1, 1, 1, 1, 1, 0, 1), kOnePe, {1, 1, 1, 1, 1, 1});
  EXPECT_EQ(times.started, 6);
  EXPECT_EQ(times.written, 8);
}

TEST(PassTiming, FiltersThatAreLatePutOffTheMacs) {
  const auto times = run(square_layer(1, 1, 1, 1, 1, 1, 0, 1), kOnePe, {1, 1, 1, 1, 1, 1}, 20);
  EXPECT_EQ(times.started, 22);
}

TEST(PassTiming, WindowsOfOnePe) {
  // A 1 x 3 kernel over 5 windows: 3 words in 3, 4, 5, MACs in 6 to 8, the psum in 9, in which the
  // next word is taken as well; each further window takes four cycles.
  hw::LayerShape shape = square_layer(1, 1, 7, 1, 3, 1, 0, 1);
  shape.H = shape.R = 1;
  hw::Mapping mapping = kOnePe;
  mapping.f = 5;
  EXPECT_EQ(run(shape, mapping, {1, 1, 1, 5, 1, 1}).started, 10 + 4 * 4);
}

TEST(PassTiming, APeriodIsFoundAndSkippedExactly) {
  // The same over 220 windows and 3 images. A new row begins with a whole window of three words,
  // of which two have room in the FIFO beside none: they are there, and taken in three cycles.
  hw::LayerShape shape = square_layer(3, 1, 222, 1, 3, 1, 0, 1);
  shape.H = shape.R = 1;
  hw::Mapping mapping = kOnePe;
  mapping.f = 220;
  mapping.n = 3;
  const Cycle row = 4 * 220;
  EXPECT_EQ(run(shape, mapping, {1, 3, 1, 220, 1, 1}).started, 6 + row + 2 * (row + 2));
}

TEST(PassTiming, PsumsGoUpAColumn) {
  // Three rows, one window: words of rows 0, 1, 2 are taken in 3, 4, 5 by the PEs from the head
  // down; the foot has its MAC in 6 and adds in 7; each PE above adds three cycles after the one
  // below: two to leave, one to be seen.
  hw::LayerShape shape = square_layer(1, 1, 3, 1, 3, 1, 0, 1);
  shape.W = shape.S = 1;
  const auto times = run(shape, kOnePe, {1, 1, 1, 1, 1, 1});
  EXPECT_EQ(times.started, 7 + 3 + 3 + 1);
  EXPECT_EQ(times.written, times.started + 2);
}

TEST(FilterLoading, OneWordIntoAnIdlePe) {
  const hw::Architecture architecture = eyeriss_v1();
  const PassShape shape(square_layer(1, 4, 1, 1, 1, 1, 0, 1),
                        {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 4, .r = 1, .t = 1},
                        {1, 1, 1, 1, 1, 4});
  FilterLoading loading(architecture, shape);
  loading.start(10, {0});
  loading.advance();
  // Read in 10, seen in 12, four values written one a cycle.
  EXPECT_EQ(loading.streamed(), 10);
  EXPECT_EQ(loading.ready(), std::vector<Cycle>{16});
}

TEST(FilterLoading, WritesOnlyWhenNoMacIssues) {
  const hw::Architecture architecture = eyeriss_v1();
  const PassShape shape(square_layer(1, 4, 1, 1, 1, 1, 0, 1),
                        {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 4, .r = 1, .t = 1},
                        {1, 1, 1, 1, 1, 4});
  FilterLoading loading(architecture, shape);
  loading.start(10, {4});
  loading.occupy(0, 0, 11);   // the filters of this pass are at work from here on
  loading.occupy(0, 14, 20);  // two values fit before, in 12 and 13
  loading.advance();
  EXPECT_FALSE(loading.at_rest());
  loading.end(0, 20);
  loading.advance();
  EXPECT_TRUE(loading.at_rest());
  EXPECT_EQ(loading.ready(), std::vector<Cycle>{22});
}

TEST(FilterLoading, WaitsForTheSpadToBecomeFree) {
  hw::Architecture architecture = eyeriss_v1();
  architecture.pe.filter_spad_words = 6;
  const PassShape shape(square_layer(1, 4, 1, 1, 1, 1, 0, 1),
                        {.m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 4, .r = 1, .t = 1},
                        {1, 1, 1, 1, 1, 4});
  FilterLoading loading(architecture, shape);
  loading.start(1, {4});
  loading.occupy(0, 0, 10);
  loading.occupy(0, 20, 30);
  loading.advance();
  EXPECT_TRUE(loading.at_rest()) << "two of four values are written, and there is no room";
  loading.end(0, 30);
  loading.advance();
  EXPECT_EQ(loading.ready(), std::vector<Cycle>{32});
}

TEST(FifoTimes, SpaceIsThatOfTheEntryDepthBefore) {
  FifoTimes fifos(2);
  fifos.reset(1);
  EXPECT_LT(fifos.space_at(0), 0);
  fifos.pop(0, 5);
  EXPECT_LT(fifos.space_at(0), 0);
  fifos.pop(0, 9);
  EXPECT_EQ(fifos.space_at(0), 6);
  fifos.shift(100);
  EXPECT_EQ(fifos.space_at(0), 106);
}

TEST(PsumBankTimes, AReadWaitsForAWriteInItsBank) {
  PsumBankTimes banks(4, 2);
  banks.reset();
  EXPECT_EQ(banks.read_at(1), 1);  // word 0
  EXPECT_EQ(banks.read_at(2), 2);  // word 1
  banks.write(5);                  // word 0, bank 0
  banks.write(6);                  // word 1, bank 1
  EXPECT_EQ(banks.read_at(5), 6);  // word 2, bank 0: bank 1 is written in 6
  EXPECT_EQ(banks.read_at(7), 7);
}

}  // namespace
}  // namespace eyeriss::sim
