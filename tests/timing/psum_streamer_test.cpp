// SPDX-License-Identifier: Apache-2.0
// hw/glb/psum_streamer.h: "one read and one write per cycle, from the cycle in which the pass is
// seen. Where both want the same bank in one cycle, the write goes first and the read waits."
#include "hw/glb/psum_streamer.h"

#include "tests/support/glb_banks.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::from;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A column of the array, seen from the streamer: its foot takes psums, its head gives some.
class PsumStreamerTiming : public test::TimingTest {
 protected:
  /// A pass of one column of PEs with 4 filters, and so many windows.
  PassJob job(int windows, std::int64_t psum_base = 0) {
    configuration_.psum_columns = {{.foot = input_.route({0, 0}),
                                    .head = &head_,
                                    .group = 0,
                                    .first_filter = 0,
                                    .filters = 4,
                                    .ofmap_row = 0}};
    Pass pass{};
    pass.groups = {0, 1};
    pass.images = {0, 1};
    pass.ofmap_columns = {0, windows};
    pass.filters = {0, 4};
    return {
        .pass = pass, .configuration = &configuration_, .psum_base = psum_base, .ifmap_region = 0};
  }

  void stream(int psum_banks, const Timed<const PassJob*>& passes, const Timed<Word64>& from_head,
              const std::vector<Cycle>& foot_not_before = {}) {
    buffer_ = std::make_unique<GlobalBuffer>(test::eyeriss_v1(), test::glb_banks(0, psum_banks),
                                             counters_);
    for (std::int16_t address = 0; address < 12; ++address)
      buffer_->write_psums(address, {address, address, address, address}, 4);
    counters_ = {};
    streamer_ = std::make_unique<PsumStreamer>("streamer", core_, 4, shape_, bias_, *buffer_,
                                               input_, output_, counters_);
    controller_ = std::make_unique<Script<const PassJob*>>(core_, streamer_->passes, passes);
    at_foot_ = std::make_unique<Recorder<Word64>>(core_, foot_, foot_not_before);
    at_head_ = std::make_unique<Script<Word64>>(core_, head_, from_head);
    done_ = std::make_unique<Recorder<const PassJob*>>(core_, streamer_->done);
    streamer_->passes.connect(controller_.get(), streamer_.get());
    streamer_->done.connect(streamer_.get(), done_.get());
    foot_.connect(streamer_.get(), at_foot_.get());
    head_.connect(at_head_.get(), streamer_.get());
    run();
  }
  PsumStreamerTiming() {
    input_.attach(0, 0, foot_);
    input_.configure({0}, {0});
    output_.attach(0, 0, head_);
  }

  LayerCounters counters_;
  LayerShape shape_ = test::square_layer(1, 1, 8, 8, 1, 1, 0, 1);
  std::vector<std::int32_t> bias_{90, 91, 92, 93, 94, 95, 96, 97};
  noc::InputNetwork<Word64> input_{1, 1};
  noc::OutputNetwork output_{1, 1};
  noc::Channel<Word64> foot_{8};
  noc::Channel<Word64> head_{1};
  PassConfiguration configuration_{};
  std::unique_ptr<GlobalBuffer> buffer_;
  std::unique_ptr<PsumStreamer> streamer_;
  std::unique_ptr<Script<const PassJob*>> controller_;
  std::unique_ptr<Recorder<Word64>> at_foot_;
  std::unique_ptr<Script<Word64>> at_head_;
  std::unique_ptr<Recorder<const PassJob*>> done_;
};

EYERISS_UNDER_EVERY_SCHEDULE(PsumStreamerTiming);

TEST_P(PsumStreamerTiming, OneReadPerCycleFromThePassOn) {
  const PassJob pass = job(4);
  stream(8, {{4, &pass}}, {});
  // Read in 5 to 8, each popped two cycles later.
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(7, 8, 9, 10));
  EXPECT_THAT(at_foot_->values(), ElementsAre(Word64{0, 0, 0, 0}, Word64{1, 1, 1, 1},
                                              Word64{2, 2, 2, 2}, Word64{3, 3, 3, 3}));
  EXPECT_THAT(done_->cycles(), IsEmpty()) << "nothing has come back";
}

TEST_P(PsumStreamerTiming, WritesInTheCycleInWhichTheWordIsSeen) {
  const PassJob pass = job(2);
  stream(8, {{0, &pass}}, {{20, Word64{1, 2, 3, 4}}, {49, Word64{5, 6, 7, 8}}});
  // The last word is seen and written in 50.
  EXPECT_THAT(done_->cycles(), ElementsAre(51));
  EXPECT_THAT(done_->values(), ElementsAre(&pass));
  EXPECT_EQ(buffer_->read_psums(0, 4), (Word64{1, 2, 3, 4}));
  EXPECT_EQ(buffer_->read_psums(1, 4), (Word64{5, 6, 7, 8}));
}

TEST_P(PsumStreamerTiming, NothingIsTakenBeforeThePassIsSeen) {
  const PassJob pass = job(3);
  stream(8, {{10, &pass}}, from<Word64>(0, {{}, {}, {}}));
  // The output FIFO holds one word: taken in 11, 13 and 15, free a cycle later.
  EXPECT_THAT(at_head_->cycles(), ElementsAre(0, 12, 14));
  EXPECT_THAT(done_->cycles(), ElementsAre(16));
}

TEST_P(PsumStreamerTiming, ReadsAndWritesInTheSameCycleInDifferentBanks) {
  const PassJob pass = job(4);
  stream(8, {{4, &pass}}, {{5, {}}, {7, {}}});
  // Read in 5 to 8; written in 6 and 8.
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(7, 8, 9, 10));
  EXPECT_THAT(at_head_->cycles(), ElementsAre(5, 7));
  EXPECT_EQ(counters_.psum_bank_conflict_cycles, 0u);
  EXPECT_EQ(counters_.glb_psum_read, 16u);
  EXPECT_EQ(counters_.glb_psum_written, 8u);
}

TEST_P(PsumStreamerTiming, InOneBankTheWriteGoesFirstAndTheReadWaits) {
  const PassJob pass = job(4);
  stream(1, {{4, &pass}}, {{5, {}}, {7, {}}});
  // Written in 6 and 8; read in 5, 7, 9 and 10.
  EXPECT_THAT(at_head_->cycles(), ElementsAre(5, 7));
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(7, 9, 11, 12));
  EXPECT_EQ(counters_.psum_bank_conflict_cycles, 2u);
}

TEST_P(PsumStreamerTiming, NeighbouringWordsLieInDifferentBanks) {
  const PassJob pass = job(4);
  stream(2, {{4, &pass}}, {{5, {}}, {9, {}}});
  // Word 0 is written in 6, when word 1 is read.
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(7, 8, 9, 10));
  EXPECT_EQ(counters_.psum_bank_conflict_cycles, 0u);
}

TEST_P(PsumStreamerTiming, WordsAWholeTurnOfBanksApartConflict) {
  const PassJob pass = job(4);
  stream(2, {{4, &pass}}, {{6, {}}});
  // Word 0 is written in 7, when word 2 is wanted: read in 8 only.
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(7, 8, 10, 11));
  EXPECT_EQ(counters_.psum_bank_conflict_cycles, 1u);
}

TEST_P(PsumStreamerTiming, NoConflictWhereTheReadWaitsForSpaceAnyway) {
  const PassJob pass = job(9);
  stream(1, {{4, &pass}}, {{29, {}}}, {40});
  // Eight words fill the foot's FIFO in 5 to 12; the ninth is read when there is space, in 41.
  EXPECT_EQ(at_foot_->cycles()[8], 48) << "seen in 43, popped after the eight before it";
  EXPECT_EQ(counters_.psum_bank_conflict_cycles, 0u);
}

TEST_P(PsumStreamerTiming, FirstChannelsReadTheBias) {
  PassJob pass = job(2);
  pass.pass.first_channels = true;
  pass.pass.filters = {2, 4};
  stream(8, {{0, &pass}}, {});
  EXPECT_THAT(at_foot_->values(), ElementsAre(Word64{92, 93, 94, 95}, Word64{92, 93, 94, 95}));
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(3, 4));
  EXPECT_EQ(counters_.glb_psum_read, 8u) << "the access is made";
}

TEST_P(PsumStreamerTiming, NextPassStartsAfterTheLastWrite) {
  const PassJob one = job(1);
  const PassJob two = job(1, 5);
  stream(8, {{0, &one}, {1, &two}}, from<Word64>(30, {{}, {}}));
  // First: read in 1, written in 31. Second: read in 32, written in 33.
  EXPECT_THAT(at_foot_->cycles(), ElementsAre(3, 34));
  EXPECT_THAT(done_->cycles(), ElementsAre(32, 34));
}

}  // namespace
}  // namespace eyeriss::hw
