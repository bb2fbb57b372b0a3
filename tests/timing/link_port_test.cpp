// SPDX-License-Identifier: Apache-2.0
// hw/glb/link_port.h: "A job starts in the cycle in which it is seen or, if it has waited, in the
// cycle after the one before was done. A fill is done in the cycle in which its last word is taken
// from the link's FIFO, a drain when the link has acknowledged its last word; `done` can be popped
// a cycle later." Of what stands for more than four values a fill takes further cycles
// (hw/glb/ifmap_fill.h). What is requested in cycle c is taken from c+14 on (LinkBench).
#include "hw/glb/link_port.h"

#include "hw/codec/rlc_error.h"
#include "tests/support/link_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::LinkBench;
using test::raw_layer;
using test::square_layer;
using ::testing::ElementsAre;

class LinkPortTiming : public test::TimingTest {
 protected:
  /// A 1 x 1 layer of 6 x 6 maps with so many channels and filters.
  static LayerShape shape(int channels, int filters) {
    return square_layer(1, channels, 6, filters, 1, 1, 0, 1);
  }
  static Layer coded(const LayerShape& shape) {
    Layer layer = raw_layer(shape);
    layer.ifmap_coding = layer.weights_coding = layer.ofmap_coding = Coding::kRlc;
    return layer;
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
    return {.pass = pass, .configuration = &configuration_, .psum_base = 0, .ifmap_region = 0};
  }

  /// Runs one job that starts in cycle 5.
  void run_job(LinkBench& bench, LinkJob::Kind kind, const PassJob& job) {
    bench.give({{4, {kind, &job}}});
    run();
  }
  /// The same, with a codec fault in store.
  std::exception_ptr fault_of(LinkBench& bench, LinkJob::Kind kind, const PassJob& job) {
    std::exception_ptr fault;
    core_.on_fault([&](std::exception_ptr thrown) { fault = std::move(thrown); });
    run_job(bench, kind, job);
    return fault;
  }

  Architecture architecture_ = test::eyeriss_v1();
  PassConfiguration configuration_{};
};

EYERISS_UNDER_EVERY_SCHEDULE(LinkPortTiming);

TEST_P(LinkPortTiming, FilterFill) {
  LinkBench bench(core_, architecture_, raw_layer(shape(1, 12)), 12);
  run_job(bench, LinkJob::kFilters, bench.filter_job);
  // Seen and requested in 5; three words are taken in 19, 20 and 21; done is seen in 22.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(22));
  EXPECT_EQ(bench.done->values()[0].kind, LinkJob::kFilters);
  EXPECT_EQ(bench.buffer.read_filters(2, 4), (Word64{9, 10, 11, 12}));
  EXPECT_EQ(bench.counters.glb_filter_filled, 12u);
}

TEST_P(LinkPortTiming, CodedFilterFill) {
  LinkBench bench(core_, architecture_, coded(shape(1, 12)), 12);
  run_job(bench, LinkJob::kFilters, bench.filter_job);
  // Three pairs to a word: four words, taken in 19 to 22.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(23));
  EXPECT_EQ(bench.buffer.read_filters(0, 4), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(bench.buffer.read_filters(2, 4), (Word64{9, 10, 11, 12}));
  EXPECT_EQ(bench.counters.link_words_read, 4u);
}

TEST_P(LinkPortTiming, AJobThatWaitedStartsInTheCycleAfter) {
  LinkBench bench(core_, architecture_, raw_layer(shape(1, 12)), 12);
  bench.give({{4, {LinkJob::kFilters, &bench.filter_job}},
              {5, {LinkJob::kFilters, &bench.filter_job}},
              {100, {LinkJob::kFilters, &bench.filter_job}}});
  run();
  // First done in 21; the second requests in 22 and takes words in 36, 37 and 38. The third has
  // not waited: seen in 101, words in 115 to 117.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(22, 39, 118));
}

TEST_P(LinkPortTiming, IfmapFillOfWholePlanes) {
  LinkBench bench(core_, architecture_, raw_layer(shape(2, 1)));
  std::vector<std::int16_t> ifmap(72);
  for (std::size_t i = 0; i < 72; ++i) ifmap[i] = static_cast<std::int16_t>(i + 1);
  bench.layout.store_raw_ifmaps(ifmap, bench.memory);
  run_job(bench, LinkJob::kIfmaps, ifmap_job(2, {0, 6}, {0, 6}));
  // Planes of 9 link words, requested in 5 and 6, and taken in 19 to 36 without a gap.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(37));
  for (int i = 0; i < 72; ++i) EXPECT_EQ(bench.buffer.read_ifmap(0, i), i + 1);
  EXPECT_EQ(bench.counters.link_words_read, 18u);
  EXPECT_EQ(bench.counters.glb_ifmap_filled, 72u);
}

TEST_P(LinkPortTiming, IfmapFillRowByRowMakesOneRequestPerCycle) {
  LinkBench bench(core_, architecture_, raw_layer(shape(1, 1)));
  bench.layout.store_raw_ifmaps(std::vector<std::int16_t>(36, 5), bench.memory);
  run_job(bench, LinkJob::kIfmaps, ifmap_job(1, {0, 4}, {0, 3}));
  // Three words of four rows each, from word 0, 6, 12 and 18 on: link words 0; 1 and 2; 3; 4 and 5.
  // Requested in 5 to 8; six words are taken in 19 to 24.
  EXPECT_EQ(bench.counters.link_words_read, 6u);
  EXPECT_THAT(bench.done->cycles(), ElementsAre(25));
}

TEST_P(LinkPortTiming, IfmapFillOfNothingButPadding) {
  LayerShape layer = shape(1, 1);
  layer.pad_top = 3;
  LinkBench bench(core_, architecture_, raw_layer(layer));
  run_job(bench, LinkJob::kIfmaps, ifmap_job(1, {0, 2}, {0, 6}));
  EXPECT_THAT(bench.done->cycles(), ElementsAre(6)) << "starts and ends in 5";
  EXPECT_EQ(bench.counters.link_words_read, 0u);
}

TEST_P(LinkPortTiming, ACodedWordTakesACycleForEachFourOfItsValues) {
  LinkBench bench(core_, architecture_, coded(shape(2, 1)));
  std::vector<std::int16_t> ifmap(72);
  ifmap[35] = 7;  // (31,0) (3,7): one word stands for the plane
  ifmap[36] = 8;  // (0,8) (31,0) (1,9), and (0,0) for the last value
  ifmap[70] = 9;
  const PassJob job = ifmap_job(2, {0, 6}, {0, 6});
  bench.layout.store_coded_ifmaps(job, ifmap, bench.memory);
  run_job(bench, LinkJob::kIfmaps, job);
  // The first word is taken in 19, and its 36 values written in 19 to 27; the second is taken in
  // 28, its 35 values written in 28 to 36; the third, of one value, is taken in 37.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(38));
  EXPECT_EQ(bench.counters.link_words_read, 3u);
  EXPECT_EQ(bench.counters.glb_ifmap_filled, 72u);
  for (int i = 0; i < 72; ++i)
    EXPECT_EQ(bench.buffer.read_ifmap(0, i), ifmap[static_cast<std::size_t>(i)]) << i;
}

TEST_P(LinkPortTiming, ACodedWordOfFewValuesTakesOneCycle) {
  LinkBench bench(core_, architecture_, coded(shape(1, 1)));
  const std::vector<std::int16_t> ifmap(36, 5);  // 12 words of three
  const PassJob job = ifmap_job(1, {0, 6}, {0, 6});
  bench.layout.store_coded_ifmaps(job, ifmap, bench.memory);
  run_job(bench, LinkJob::kIfmaps, job);
  EXPECT_THAT(bench.done->cycles(), ElementsAre(31)) << "taken in 19 to 30";
}

TEST_P(LinkPortTiming, TheLastWordOfAFillIsWrittenBeforeTheNextJobStarts) {
  LinkBench bench(core_, architecture_, coded(shape(1, 1)));
  const PassJob job = ifmap_job(1, {0, 6}, {0, 6});
  bench.layout.store_coded_ifmaps(job, std::vector<std::int16_t>(36), bench.memory);
  bench.give({{4, {LinkJob::kIfmaps, &job}}, {5, {LinkJob::kIfmaps, &job}}});
  run();
  // 36 zeros in one word: taken in 19, written in 19 to 27. The next requests in 28.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(28, 51));
}

TEST_P(LinkPortTiming, AFillPutsZerosWhereNothingIsFetched) {
  LayerShape padded = shape(1, 1);
  padded.pad_top = 1;
  LinkBench bench(core_, architecture_, coded(padded));
  for (int i = 0; i < 42; ++i) bench.buffer.fill_ifmap(0, i, 99);  // of the tile before
  std::vector<std::int16_t> ifmap(36);
  ifmap[2] = 4;
  const PassJob job = ifmap_job(1, {0, 7}, {0, 6});
  bench.layout.store_coded_ifmaps(job, ifmap, bench.memory);
  run_job(bench, LinkJob::kIfmaps, job);
  for (int i = 0; i < 42; ++i) EXPECT_EQ(bench.buffer.read_ifmap(0, i), i == 8 ? 4 : 0) << i;
}

TEST_P(LinkPortTiming, AWrongLevelInMemoryIsAWrongValueInTheGlb) {
  LinkBench bench(core_, architecture_, coded(shape(1, 1)));
  std::vector<std::int16_t> ifmap(36, 5);
  const PassJob job = ifmap_job(1, {0, 6}, {0, 6});
  bench.layout.store_coded_ifmaps(job, ifmap, bench.memory);
  // Value 4 is the level of the second pair of the second word: bits 26 on. 5 becomes 7.
  bench.memory.write(1, to_word(to_bits(bench.memory.read(1)) ^ std::uint64_t{2} << 26));
  EXPECT_EQ(fault_of(bench, LinkJob::kIfmaps, job), nullptr);
  ifmap[4] = 7;
  for (int i = 0; i < 36; ++i)
    EXPECT_EQ(bench.buffer.read_ifmap(0, i), ifmap[static_cast<std::size_t>(i)]) << i;
}

TEST_P(LinkPortTiming, AStreamThatEndsTooSoonIsAnError) {
  LinkBench bench(core_, architecture_, coded(shape(1, 1)));
  const PassJob job = ifmap_job(1, {0, 6}, {0, 6});
  bench.layout.store_coded_ifmaps(job, std::vector<std::int16_t>(36, 5), bench.memory);
  bench.memory.write(1, to_word(to_bits(bench.memory.read(1)) | kRlcLastBit));
  const std::exception_ptr fault = fault_of(bench, LinkJob::kIfmaps, job);
  ASSERT_NE(fault, nullptr);
  EXPECT_THROW(std::rethrow_exception(fault), RlcError);
}

TEST_P(LinkPortTiming, FiltersThatRunOnAreAnError) {
  LinkBench bench(core_, architecture_, coded(shape(1, 12)), 12);
  bench.memory.write(3, to_word(to_bits(bench.memory.read(3)) & ~kRlcLastBit));
  const std::exception_ptr fault = fault_of(bench, LinkJob::kFilters, bench.filter_job);
  ASSERT_NE(fault, nullptr);
  EXPECT_THROW(std::rethrow_exception(fault), RlcError);
}

}  // namespace
}  // namespace eyeriss::hw
