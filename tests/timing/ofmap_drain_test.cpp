// SPDX-License-Identifier: Apache-2.0
// hw/glb/ofmap_drain.h: "in a cycle it reads up to four psums of a stream, one word from a bank,
// until a link word is full. What has been read in cycle c leaves in c+1 at the earliest, while the
// next psums are read." That a word is full shows with the value after it, or with the stream's end
// (hw/codec/stream_encoder.h). All jobs start in cycle 5. What leaves in cycle c crosses the link
// in c+1; when it ends the transfer, memory sees the burst in c+2 and answers in c+12, the link
// acknowledges in c+13, and done is seen in c+15 (LinkBench).
#include "hw/glb/ofmap_drain.h"

#include "hw/codec/rlc.h"
#include "tests/support/link_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::LinkBench;
using test::raw_layer;
using ::testing::ElementsAre;

class OfmapDrainTiming : public test::TimingTest {
 protected:
  static constexpr Cycle kFromLastWordToDone = 15;

  static Layer layer(int filters, bool relu = false, Coding coding = Coding::kRaw) {
    Layer result = raw_layer(test::square_layer(1, 1, 32, filters, 1, 1, 0, 1), relu);
    result.ofmap_coding = coding;
    return result;
  }

  /// `rows` columns of PEs with so many filters each, for ofmap rows of so many windows.
  PassJob job(int filters, int windows, int rows = 1) {
    configuration_.psum_columns.clear();
    for (int row = 0; row < rows; ++row) {
      PassConfiguration::PsumColumn column{};
      column.filters = filters;
      column.ofmap_row = row;
      configuration_.psum_columns.push_back(column);
    }
    Pass pass{};
    pass.images = {0, 1};
    pass.groups = {0, 1};
    pass.filters = {0, filters};
    pass.ofmap_rows = {0, rows};
    pass.ofmap_columns = {0, windows};
    return {.pass = pass, .configuration = &configuration_, .psum_base = 0, .ifmap_region = 0};
  }

  void drain(LinkBench& bench, const PassJob& pass) {
    bench.give({{4, {LinkJob::kOfmaps, &pass}}});
    run();
  }
  /// Psums base, base + 1, ... into the network words from 0 on.
  static void fill(LinkBench& bench, int words, int per_word) {
    std::int16_t next = 1;
    for (int word = 0; word < words; ++word) {
      Word64 psums{};
      for (int i = 0; i < per_word; ++i) psums[static_cast<std::size_t>(i)] = next++;
      bench.buffer.write_psums(word, psums, per_word);
    }
  }

  Architecture architecture_ = test::eyeriss_v1();
  PassConfiguration configuration_{};
};

EYERISS_UNDER_EVERY_SCHEDULE(OfmapDrainTiming);

TEST_P(OfmapDrainTiming, AStreamOfEachFilterThroughTheRelu) {
  LinkBench bench(core_, architecture_, layer(4, true));
  for (std::int16_t i = 0; i < 3; ++i)
    bench.buffer.write_psums(i, {i, static_cast<std::int16_t>(-i), 7, -7}, 4);
  drain(bench, job(4, 3));
  // Three windows, in three of four banks: a stream is read in each of the cycles 5 to 8, and its
  // word leaves a cycle later; the last in 9.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(9 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.read(0), (Word64{0, 1, 2, 0}));
  EXPECT_EQ(bench.memory.read(1), (Word64{0, 0, 0, 0})) << "negative";
  EXPECT_EQ(bench.memory.read(2), (Word64{7, 7, 7, 0}));
  EXPECT_EQ(bench.memory.read(3), (Word64{0, 0, 0, 0}));
  EXPECT_EQ(bench.memory.words(), 4);
  EXPECT_EQ(bench.counters.link_words_written, 4u);
  EXPECT_EQ(bench.counters.glb_psum_drained, 12u);
  EXPECT_EQ(bench.counters.raw_words, 12u);
}

TEST_P(OfmapDrainTiming, OneWordFromABankInACycle) {
  LinkBench bench(core_, architecture_, layer(4), 0, 2);
  fill(bench, 3, 4);
  drain(bench, job(4, 3));
  // Windows 0 and 2 are in one bank: two psums of a stream in 5, 7, 9 and 11, the third in the
  // cycle after. Words leave in 7, 9, 11 and 13.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(13 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.read(0), (Word64{1, 5, 9, 0}));
  EXPECT_EQ(bench.memory.read(3), (Word64{4, 8, 12, 0}));
}

TEST_P(OfmapDrainTiming, OneBankGivesOnePsumInACycle) {
  LinkBench bench(core_, architecture_, layer(1), 0, 1);
  fill(bench, 4, 1);
  drain(bench, job(1, 4));
  // Read in 5 to 8; the word leaves in 9.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(9 + kFromLastWordToDone));
}

TEST_P(OfmapDrainTiming, PsumsOfOneBankWordAreReadTogether) {
  architecture_.noc.psum_bits = 16;
  LinkBench bench(core_, architecture_, layer(1), 0, 1);
  fill(bench, 4, 1);
  drain(bench, job(1, 4));
  // Four network words are one word of the one bank: read in 5, the word leaves in 6.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(6 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.read(0), (Word64{1, 2, 3, 4}));
}

TEST_P(OfmapDrainTiming, FourPsumsInACycleOneLinkWordACycle) {
  LinkBench bench(core_, architecture_, layer(1));
  fill(bench, 12, 1);
  drain(bench, job(1, 12));
  // Psums 0 to 3 in 5. Psum 4 in 6 shows that the first word is full: it leaves in 7, in which 5 to
  // 8 are read; the second leaves in 8, in which 9 to 11 are. They are the last: in 9.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(9 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.read(0), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(bench.memory.read(2), (Word64{9, 10, 11, 12}));
  EXPECT_EQ(bench.memory.words(), 3);
}

TEST_P(OfmapDrainTiming, RowsOfAPlaneAreOneStream) {
  LinkBench bench(core_, architecture_, layer(1));
  fill(bench, 6, 1);
  drain(bench, job(1, 3, 2));
  // Network words of a window are those of rows 0 and 1: row 0 is in words 0, 2 and 4, row 1 in 1,
  // 3 and 5, of four banks. Words 0 and 2 in 5 (4 is where 0 is); 4, 1 and 3 in 6, the last of
  // which shows that a word is full: it leaves in 7, in which 5 is read, whose word leaves in 8.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(8 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.read(0), (Word64{1, 3, 5, 2}));
  EXPECT_EQ(bench.memory.read(1), (Word64{4, 6, 0, 0}));
}

TEST_P(OfmapDrainTiming, ZerosAreReadAtFourACycleWhileNoWordIsFull) {
  LinkBench bench(core_, architecture_, layer(1, false, Coding::kRlc));
  bench.buffer.write_psums(31, {5}, 1);
  drain(bench, job(1, 32));
  // 31 zeros and a level: one pair. 32 psums in 5 to 12; the word leaves in 13.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(13 + kFromLastWordToDone));
  EXPECT_EQ(bench.counters.link_words_written, 1u);
  EXPECT_EQ(to_bits(bench.memory.read(0)), rlc_pack({31, 5}) | kRlcLastBit);
  EXPECT_EQ(bench.counters.raw_words, 32u);
}

TEST_P(OfmapDrainTiming, DenseStreamsAreCodedAtThreeACycle) {
  LinkBench bench(core_, architecture_, layer(1, false, Coding::kRlc));
  fill(bench, 8, 1);
  drain(bench, job(1, 8));
  // Psum 3 in 5 shows that a word is full: it leaves in 6, in which 4 to 6 are read, the last of
  // which shows it of the second word; it leaves in 7, in which 7 is read. The third leaves in 8.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(8 + kFromLastWordToDone));
  std::vector<Word64> words;
  for (int i = 0; i < 3; ++i) words.push_back(bench.memory.read(i));
  EXPECT_THAT(rlc_decode(words, 8), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST_P(OfmapDrainTiming, TransfersLieOneBehindTheOther) {
  LinkBench bench(core_, architecture_, layer(3));
  fill(bench, 3, 4);
  const PassJob pass = job(3, 3);  // three streams of three psums
  bench.give({{0, {LinkJob::kOfmaps, &pass}}, {0, {LinkJob::kOfmaps, &pass}}});
  run();
  // Read in 1 to 3, the last word leaves in 4; done in 18. So the second starts in 19 and reads in
  // 19 to 21.
  EXPECT_THAT(bench.done->cycles(), ElementsAre(4 + kFromLastWordToDone, 22 + kFromLastWordToDone));
  EXPECT_EQ(bench.memory.words(), 6);
  for (const int first : {0, 3}) {
    EXPECT_EQ(bench.memory.read(first), (Word64{1, 5, 9, 0}));
    EXPECT_EQ(bench.memory.read(first + 2), (Word64{3, 7, 11, 0}));
  }
}

}  // namespace
}  // namespace eyeriss::hw
