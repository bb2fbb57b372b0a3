// SPDX-License-Identifier: Apache-2.0
// hw/glb/link_port.h: "A job starts in the cycle in which it is seen or, if it has waited, in the
// cycle after the one before was done. A fill is done in the cycle in which its last word is taken
// from the link's FIFO, a drain when the link has acknowledged its last word; `done` can be popped
// a cycle later." Of the memory (hw/dram/off_chip.h): a request made in cycle c is seen in c+1, its
// first word crosses 12 cycles later and is taken in c+14.
#include "hw/glb/link_port.h"

#include "tests/support/link_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::LinkBench;
using test::square_layer;
using ::testing::ElementsAre;

class LinkPortTiming : public test::TimingTest {
 protected:
  /// A 1 x 1 layer of 6 x 6 maps with so many channels and filters.
  static LayerShape shape(int channels, int filters) {
    return square_layer(1, channels, 6, filters, 1, 1, 0, 1);
  }

  /// All rows and columns of one strip, for so many channels.
  PassJob ifmap_job(int channels, const Range& rows, const Range& columns) {
    configuration_.ifmap_rows = rows.count;
    configuration_.ifmap_row_words = columns.count;
    Pass pass{};
    pass.images = {0, 1};
    pass.groups = {0, 1};
    pass.channels = {0, channels};
    pass.ofmap_rows = rows;
    pass.ofmap_columns = columns;
    return {.pass = pass, .configuration = &configuration_, .psum_base = 0};
  }

  /// A column of PEs with so many filters, and so many windows.
  PassJob ofmap_job(int filters, int windows) {
    PassConfiguration::PsumColumn column{};
    column.filters = filters;
    configuration_.psum_columns = {column};
    Pass pass{};
    pass.images = {0, 1};
    pass.ofmap_columns = {0, windows};
    return {.pass = pass, .configuration = &configuration_, .psum_base = 0};
  }

  Architecture architecture_ = test::eyeriss_v1();
  PassConfiguration configuration_{};
};

EYERISS_UNDER_EVERY_SCHEDULE(LinkPortTiming);

TEST_P(LinkPortTiming, FilterFill) {
  LinkBench bench(core_, architecture_, shape(1, 12), false, 12);
  bench.give({{4, {LinkJob::kFilters, &bench.filter_job}}});
  run();
  // Seen and requested in 5; three words are taken in 19, 20 and 21; done is seen in 22.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(22));
  EXPECT_EQ(bench.done->values()[0].kind, LinkJob::kFilters);
  EXPECT_EQ(bench.buffer.read_filters(2, 4), (Word64{9, 10, 11, 12}));
  EXPECT_EQ(bench.counters.glb_filter_filled, 12u);
}

TEST_P(LinkPortTiming, AJobThatWaitedStartsInTheCycleAfter) {
  LinkBench bench(core_, architecture_, shape(1, 12), false, 12);
  bench.give({{4, {LinkJob::kFilters, &bench.filter_job}},
              {5, {LinkJob::kFilters, &bench.filter_job}},
              {100, {LinkJob::kFilters, &bench.filter_job}}});
  run();
  // First done in 21; the second requests in 22 and takes words in 36, 37 and 38. The third has
  // not waited: seen in 101, words in 115 to 117.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(22, 39, 118));
}

TEST_P(LinkPortTiming, IfmapFillOfWholePlanes) {
  const LayerShape layer = shape(2, 1);
  LinkBench bench(core_, architecture_, layer, false);
  std::vector<std::int16_t> ifmap(72);
  for (std::size_t i = 0; i < 72; ++i) ifmap[i] = static_cast<std::int16_t>(i + 1);
  bench.layout.store_ifmaps(ifmap, bench.memory);
  const PassJob job = ifmap_job(2, {0, 6}, {0, 6});
  bench.give({{0, {LinkJob::kIfmaps, &job}}});
  run();
  // Planes of 9 link words, requested in 1 and 2, and taken in 15 to 32 without a gap.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(33));
  for (int i = 0; i < 72; ++i) EXPECT_EQ(bench.buffer.read_ifmap(i), i + 1);
  EXPECT_EQ(bench.counters.link_words_read, 18u);
}

TEST_P(LinkPortTiming, IfmapFillRowByRowMakesOneRequestPerCycle) {
  LinkBench bench(core_, architecture_, shape(1, 1), false);
  bench.layout.store_ifmaps(std::vector<std::int16_t>(36, 5), bench.memory);
  const PassJob job = ifmap_job(1, {0, 4}, {0, 3});
  bench.give({{0, {LinkJob::kIfmaps, &job}}});
  run();
  // Three words of four rows each, from word 0, 6, 12 and 18 on: link words 0; 1 and 2; 3; 4 and 5.
  // Requested in 1 to 4; six words are taken in 15 to 20.
  EXPECT_EQ(bench.counters.link_words_read, 6u);
  EXPECT_THAT(bench.done->cycles(), ElementsAre(21));
}

TEST_P(LinkPortTiming, IfmapFillOfNothingButPadding) {
  LayerShape layer = shape(1, 1);
  layer.pad_top = 3;
  LinkBench bench(core_, architecture_, layer, false);
  const PassJob job = ifmap_job(1, {0, 2}, {0, 6});
  bench.give({{4, {LinkJob::kIfmaps, &job}}});
  run();
  EXPECT_THAT(bench.done->cycles(), ElementsAre(6)) << "starts and ends in 5";
  EXPECT_EQ(bench.counters.link_words_read, 0u);
}

TEST_P(LinkPortTiming, OfmapDrain) {
  LinkBench bench(core_, architecture_, shape(1, 4), true);
  for (std::int16_t i = 0; i < 3; ++i)
    bench.buffer.write_psums(i, {i, static_cast<std::int16_t>(-i), 7, -7}, 4);
  const PassJob job = ofmap_job(4, 3);
  bench.give({{4, {LinkJob::kOfmaps, &job}}});
  run();
  // Seen in 5: psum words are read in 5, 6 and 7, each leaves a cycle later and crosses the link
  // in the next: 7, 8 and 9. The acknowledge is taken in 10.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(11));
  EXPECT_EQ(bench.memory.read(Memory::kOfmaps, 2), (Word64{2, 0, 7, 0})) << "through the ReLU";
  EXPECT_EQ(bench.counters.glb_psum_drained, 12u);
  EXPECT_EQ(bench.counters.raw_words, 12u);
}

TEST_P(LinkPortTiming, OfmapDrainOfNarrowWordsAccessesTheGlbOncePerCycle) {
  architecture_.noc.psum_bits = 16;
  LinkBench bench(core_, architecture_, shape(1, 4), false);
  for (std::int16_t i = 0; i < 8; ++i) bench.buffer.write_psums(i, {i}, 1);
  const PassJob job = ofmap_job(4, 2);
  bench.give({{4, {LinkJob::kOfmaps, &job}}});
  run();
  // Four reads to a link word, in 5 to 8 and 9 to 12; the words cross in 10 and 14.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(16));
  EXPECT_EQ(bench.memory.read(Memory::kOfmaps, 1), (Word64{4, 5, 6, 7}));
}

TEST_P(LinkPortTiming, OfmapsOfTransfersLieOneBehindTheOther) {
  LinkBench bench(core_, architecture_, shape(1, 4), false);
  for (std::int16_t i = 0; i < 3; ++i) bench.buffer.write_psums(i, {i, i, i, i}, 3);
  const PassJob job = ofmap_job(3, 3);  // nine psums: three link words, the last with one psum
  bench.give({{0, {LinkJob::kOfmaps, &job}}, {0, {LinkJob::kOfmaps, &job}}});
  run();
  EXPECT_EQ(bench.memory.region(Memory::kOfmaps).size(), 6u);
  EXPECT_EQ(bench.memory.read(Memory::kOfmaps, 0), (Word64{0, 0, 0, 1}));
  EXPECT_EQ(bench.memory.read(Memory::kOfmaps, 2), (Word64{2, 0, 0, 0}));
  EXPECT_EQ(bench.memory.read(Memory::kOfmaps, 5), (Word64{2, 0, 0, 0}));
}

}  // namespace
}  // namespace eyeriss::hw
