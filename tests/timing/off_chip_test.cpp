// SPDX-License-Identifier: Apache-2.0
// hw/dram/off_chip.h, in link cycles. The neighbours are in the link's domain here, so that what
// is pushed in cycle c is seen in c+1. The memory's latency is 12 cycles.
#include "hw/dram/off_chip.h"

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

LinkRequest read(std::int64_t address, std::int64_t words) {
  return {.write = false, .region = Memory::kFilters, .address = address, .words = words};
}
LinkRequest write(std::int64_t address, std::int64_t words) {
  return {.write = true, .region = Memory::kOfmaps, .address = address, .words = words};
}

class OffChipTiming : public test::TimingTest {
 protected:
  OffChipTiming() {
    for (std::int16_t i = 0; i < 40; ++i) memory_.write(Memory::kFilters, i, {i});
  }
  void transfer(const Timed<LinkRequest>& requests, const Timed<Word64>& written = {},
                const std::vector<Cycle>& not_before = {}) {
    off_chip_ = std::make_unique<OffChip>("off_chip", core_, architecture_, memory_, counters_);
    OffChip& chip = *off_chip_;
    requests_ = std::make_unique<Script<LinkRequest>>(core_, chip.requests, requests);
    written_ = std::make_unique<Script<Word64>>(core_, chip.to_memory, written);
    received_ = std::make_unique<Recorder<Word64>>(core_, chip.from_memory, not_before);
    chip.requests.connect(requests_.get(), &chip);
    chip.to_memory.connect(written_.get(), &chip);
    chip.from_memory.connect(&chip, received_.get());
    run();
  }
  const std::vector<Cycle>& received() const { return received_->cycles(); }
  std::vector<int> values() const {
    std::vector<int> values;
    for (const Word64& word : received_->values()) values.push_back(word[0]);
    return values;
  }

  LayerCounters counters_;
  Memory memory_;
  Architecture architecture_ = test::eyeriss_v1();
  std::unique_ptr<OffChip> off_chip_;
  std::unique_ptr<Script<LinkRequest>> requests_;
  std::unique_ptr<Script<Word64>> written_;
  std::unique_ptr<Recorder<Word64>> received_;
};

EYERISS_UNDER_EVERY_SCHEDULE(OffChipTiming);

TEST_P(OffChipTiming, FirstWordAfterTheLatencyThenOneEachCycle) {
  transfer({{9, read(5, 3)}});
  // Seen in 10; words cross in 22, 23 and 24.
  EXPECT_THAT(received(), ElementsAre(23, 24, 25));
  EXPECT_THAT(values(), ElementsAre(5, 6, 7));
  EXPECT_EQ(counters_.link_words_read, 3u);
}

TEST_P(OffChipTiming, LatencyOverlapsTheWordsOfEarlierRequests) {
  transfer({{0, read(0, 5)}, {1, read(10, 2)}, {14, read(20, 2)}, {100, read(30, 1)}});
  // Seen in 1, 2, 15 and 101. Words cross in 13 to 17; in 18 and 19, as they would be there from
  // 14 on; in 27 and 28, after the latency; in 113.
  EXPECT_THAT(received(), ElementsAre(14, 15, 16, 17, 18, 19, 20, 28, 29, 114));
  EXPECT_THAT(values(), ElementsAre(0, 1, 2, 3, 4, 10, 11, 20, 21, 30));
}

TEST_P(OffChipTiming, LatencyOfARequestThatWaitedHasPassed) {
  // The second request is seen in 2, and its first word may cross in 14, right after the first's.
  transfer({{0, read(0, 1)}, {1, read(10, 1)}});
  EXPECT_THAT(received(), ElementsAre(14, 15));
}

TEST_P(OffChipTiming, LinkWaitsForSpaceInTheFifo) {
  architecture_.link.fifo_words = 1;
  transfer({{0, read(0, 3)}}, {}, {60});
  // One word waits and is popped in 60: there is space in 61, and the next word crosses.
  EXPECT_THAT(received(), ElementsAre(60, 62, 64));
  EXPECT_THAT(values(), ElementsAre(0, 1, 2));
}

TEST_P(OffChipTiming, AcknowledgeWaitsForSpaceInTheFifo) {
  architecture_.link.fifo_words = 1;
  transfer({{0, read(0, 1)}, {1, write(0, 1)}}, {{0, {7}}}, {60});
  EXPECT_THAT(received(), ElementsAre(60, 62));
}

TEST_P(OffChipTiming, WritesAreAcknowledgedWithTheirLastWord) {
  transfer({{0, write(4, 3)}}, {{0, {7}}, {0, {8}}, {30, {9}}});
  // Words are seen, and cross, in 1, 2 and 31; the acknowledge is seen in 32.
  EXPECT_THAT(received(), ElementsAre(32));
  EXPECT_EQ(memory_.region(Memory::kOfmaps)[4][0], 7);
  EXPECT_EQ(memory_.region(Memory::kOfmaps)[6][0], 9);
  EXPECT_EQ(counters_.link_words_written, 3u);
}

TEST_P(OffChipTiming, WriteCarriesOneWordPerCycle) {
  transfer({{50, write(0, 4)}}, from<Word64>(0, {{1}, {2}, {3}, {4}}));
  // The words have waited; the request is seen in 51: they cross in 51 to 54.
  EXPECT_THAT(received(), ElementsAre(55));
}

TEST_P(OffChipTiming, OneWayOrTheOther) {
  transfer({{0, read(0, 3)}, {1, write(0, 2)}, {2, read(10, 1)}}, from<Word64>(0, {{1}, {2}}));
  // Read words cross in 13 to 15, written ones in 16 and 17, and then the third request's, whose
  // latency has passed in 15, in 18. Received: three words, the acknowledge, one word.
  EXPECT_THAT(received(), ElementsAre(14, 15, 16, 18, 19));
}

}  // namespace
}  // namespace eyeriss::hw
