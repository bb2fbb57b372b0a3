// SPDX-License-Identifier: Apache-2.0
// hw/dram/off_chip.h, in link cycles. The neighbours, the memory included, are in the link's domain
// here, so that what is pushed in cycle c is seen in c+1. The memory's latency is 8 cycles: a burst
// that the link asks for in cycle c enters in c+1, is complete in c+9, and the link sees it in
// c+10. A burst has eight words unless said otherwise.
#include "hw/dram/off_chip.h"

#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

LinkRequest read(std::int64_t address, std::int64_t words) {
  return {.write = false, .address = address, .words = words};
}
LinkRequest write(std::int64_t address) { return {.write = true, .address = address}; }

/// Words {1}, {2}, ..., from cycle `first` on, the last of them marked.
Timed<LinkWord> written_from(Cycle first, std::int16_t count) {
  Timed<LinkWord> words;
  for (std::int16_t i = 1; i <= count; ++i)
    words.emplace_back(first, LinkWord{.word = {i}, .last = i == count});
  return words;
}

class OffChipTiming : public test::TimingTest {
 protected:
  static constexpr int kLatency = 8;

  /// Word a of the memory is {a}.
  OffChipTiming() {
    for (std::int16_t i = 0; i < 64; ++i) memory_.write(i, {i});
  }
  void transfer(const Timed<LinkRequest>& requests, const Timed<LinkWord>& written = {},
                const std::vector<Cycle>& not_before = {}) {
    dram_ = std::make_unique<Dram>("dram", core_, test::ideal_dram(200, kLatency, burst_bytes_),
                                   memory_);
    architecture_.dram.burst_bytes = burst_bytes_;
    connect_link(requests, written, not_before);
    dram_->requests.connect(off_chip_.get(), dram_.get());
    dram_->responses.connect(dram_.get(), off_chip_.get());
    run();
  }
  void connect_link(const Timed<LinkRequest>& requests, const Timed<LinkWord>& written,
                    const std::vector<Cycle>& not_before) {
    off_chip_ = std::make_unique<OffChip>("off_chip", core_, architecture_, *dram_, counters_);
    OffChip& chip = *off_chip_;
    requests_ = std::make_unique<Script<LinkRequest>>(core_, chip.requests, requests);
    written_ = std::make_unique<Script<LinkWord>>(core_, chip.to_memory, written);
    received_ = std::make_unique<Recorder<Word64>>(core_, chip.from_memory, not_before);
    chip.requests.connect(requests_.get(), &chip);
    chip.to_memory.connect(written_.get(), &chip);
    chip.from_memory.connect(&chip, received_.get());
  }

  const std::vector<Cycle>& received() const { return received_->cycles(); }
  std::vector<int> values() const {
    std::vector<int> values;
    for (const Word64& word : received_->values()) values.push_back(word[0]);
    return values;
  }
  int stored(std::int64_t address) const { return memory_.read(address)[0]; }

  LayerCounters counters_;
  Memory memory_;
  Architecture architecture_ = test::eyeriss_v1();
  int burst_bytes_ = 64;
  std::unique_ptr<Dram> dram_;
  std::unique_ptr<OffChip> off_chip_;
  std::unique_ptr<Script<LinkRequest>> requests_;
  std::unique_ptr<Script<LinkWord>> written_;
  std::unique_ptr<Recorder<Word64>> received_;
};

EYERISS_UNDER_EVERY_SCHEDULE(OffChipTiming);

TEST_P(OffChipTiming, FirstWordWhenItsBurstIsSeenThenOneEachCycle) {
  transfer({{9, read(5, 3)}});
  // Seen, and memory asked, in 10; words cross in 20, 21 and 22.
  EXPECT_THAT(received(), ElementsAre(21, 22, 23));
  EXPECT_THAT(values(), ElementsAre(5, 6, 7));
  EXPECT_EQ(counters_.link_words_read, 3u);
  EXPECT_EQ(dram_->counters().reads, 1u) << "words 5 to 7 are in one burst";
}

TEST_P(OffChipTiming, AReadOfSeveralBursts) {
  transfer({{9, read(5, 12)}});
  // Words 5 to 7, 8 to 15, and 16: asked for in 10, 11 and 12, they cross in 20 to 31.
  EXPECT_THAT(received(), ElementsAre(21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32));
  EXPECT_THAT(values(), ElementsAre(5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
  EXPECT_EQ(dram_->counters().reads, 3u);
}

TEST_P(OffChipTiming, AWordIsABurstWhereBurstsAreShort) {
  burst_bytes_ = 8;
  transfer({{9, read(5, 3)}});
  // Asked for in 10, 11 and 12; seen, and carried, ten cycles later each.
  EXPECT_THAT(received(), ElementsAre(21, 22, 23));
  EXPECT_THAT(values(), ElementsAre(5, 6, 7));
  EXPECT_EQ(dram_->counters().reads, 3u);
}

TEST_P(OffChipTiming, OneOpenBurstAtATime) {
  burst_bytes_ = 8;
  architecture_.link.open_bursts = 1;
  transfer({{0, read(0, 3)}});
  // Asked for in 1, crosses in 11; then there is a place for another: 12, 22; 23, 33.
  EXPECT_THAT(received(), ElementsAre(12, 23, 34));
  EXPECT_THAT(values(), ElementsAre(0, 1, 2));
}

TEST_P(OffChipTiming, TwoOpenBurstsAtATime) {
  burst_bytes_ = 8;
  architecture_.link.open_bursts = 2;
  transfer({{0, read(0, 4)}});
  // Asked for in 1 and 2, cross in 11 and 12; asked for in 12 and 13, cross in 22 and 23.
  EXPECT_THAT(received(), ElementsAre(12, 13, 23, 24));
}

TEST_P(OffChipTiming, LatencyOverlapsTheWordsOfEarlierRequests) {
  transfer({{0, read(0, 5)}, {1, read(10, 2)}, {14, read(20, 2)}, {100, read(30, 1)}});
  // Seen, and memory asked, in 1, 2, 15 and 101. Words cross in 11 to 15; in 16 and 17, as they
  // are there from 12 on; in 25 and 26; in 111.
  EXPECT_THAT(received(), ElementsAre(12, 13, 14, 15, 16, 17, 18, 26, 27, 112));
  EXPECT_THAT(values(), ElementsAre(0, 1, 2, 3, 4, 10, 11, 20, 21, 30));
}

TEST_P(OffChipTiming, LinkWaitsForSpaceInTheFifo) {
  architecture_.link.fifo_words = 1;
  transfer({{0, read(0, 3)}}, {}, {60});
  // One word waits and is popped in 60: there is space in 61, and the next word crosses.
  EXPECT_THAT(received(), ElementsAre(60, 62, 64));
  EXPECT_THAT(values(), ElementsAre(0, 1, 2));
}

TEST_P(OffChipTiming, AWriteIsAcknowledgedWhenMemoryHasAnswered) {
  transfer({{0, write(4)}}, {{0, {{7}, false}}, {0, {{8}, false}}, {30, {{9}, true}}});
  // Words are seen, and cross, in 1, 2 and 31; so does the burst, which memory answers: seen, and
  // acknowledged, in 41.
  EXPECT_THAT(received(), ElementsAre(42));
  EXPECT_EQ(stored(3), 3) << "of the same burst, not written";
  EXPECT_EQ(stored(4), 7);
  EXPECT_EQ(stored(5), 8);
  EXPECT_EQ(stored(6), 9);
  EXPECT_EQ(stored(7), 7);
  EXPECT_EQ(counters_.link_words_written, 3u);
}

TEST_P(OffChipTiming, AWriteOfSeveralBursts) {
  transfer({{50, write(6)}}, written_from(0, 4));
  // The words have waited; the request is seen in 51: they cross in 51 to 54. Words 6 and 7 are
  // sent to memory in 52, words 8 and 9 in 54, answered in 64.
  EXPECT_THAT(received(), ElementsAre(65));
  EXPECT_EQ(dram_->counters().writes, 2u);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(stored(6 + i), i + 1);
}

TEST_P(OffChipTiming, AWholeBurstIsSentWithItsLastWordAndNotTwice) {
  transfer({{0, write(8)}}, written_from(0, 8));
  // Words cross in 1 to 8.
  EXPECT_THAT(received(), ElementsAre(19));
  EXPECT_EQ(dram_->counters().writes, 1u);
}

TEST_P(OffChipTiming, AcknowledgeWaitsForSpaceInTheFifo) {
  architecture_.link.fifo_words = 1;
  transfer({{0, read(0, 1)}, {1, write(0)}}, written_from(0, 1), {60});
  EXPECT_THAT(received(), ElementsAre(60, 62));
}

TEST_P(OffChipTiming, OneWayOrTheOther) {
  transfer({{0, read(0, 3)}, {1, write(0)}, {2, read(10, 1)}}, written_from(0, 2));
  // Read words cross in 11 to 13, written ones in 14 and 15, acknowledged in 25. Memory is asked
  // for the third request's in 26: it crosses in 36. Received: three words, the acknowledge, one
  // word.
  EXPECT_THAT(received(), ElementsAre(12, 13, 14, 26, 37));
}

TEST_P(OffChipTiming, AReadSeesTheWriteBeforeIt) {
  transfer({{0, write(20)}, {0, read(20, 2)}}, written_from(0, 2));
  ASSERT_EQ(values().size(), 3u) << "the acknowledge first";
  EXPECT_EQ(values()[1], 1);
  EXPECT_EQ(values()[2], 2);
}

/// A memory that answers the k-th request so many cycles after it has seen it.
class DelayedMemory : public noc::Clocked {
 public:
  DelayedMemory(noc::ClockDomain& domain, Dram& dram, std::vector<Cycle> delays)
      : Clocked(domain), dram_(dram), delays_(std::move(delays)) {}

  Cycle evaluate(Cycle now, Cycle /*until*/) override {
    while (dram_.requests.data_at() <= now) {
      const DramRequest request = dram_.requests.front();
      dram_.requests.pop(now);
      DramResponse response{.write = request.write, .tag = request.tag};
      response.data.fill({static_cast<std::int16_t>(request.burst)});
      waiting_.push_back({now + delays_[bursts.size()], response});
      bursts.push_back(request.burst);
      seen.push_back(now);
    }
    std::erase_if(waiting_, [&](const auto& answer) {
      if (answer.first != now) return false;
      dram_.responses.push(answer.second, now);
      return true;
    });
    Cycle next = dram_.requests.pop_at(now + 1, test::kNever);
    for (const auto& answer : waiting_) next = std::min(next, answer.first);
    return next;
  }
  std::string state() const override { return "memory"; }

  std::vector<std::int64_t> bursts;
  std::vector<Cycle> seen;

 private:
  Dram& dram_;
  std::vector<Cycle> delays_;
  std::vector<std::pair<Cycle, DramResponse>> waiting_;
};

/// The link before such a memory. It takes the place of the DRAM, whose clock stands still.
class OffChipOutOfOrderTiming : public OffChipTiming {
 protected:
  void transfer(const Timed<LinkRequest>& requests, const Timed<LinkWord>& written,
                const std::vector<Cycle>& delays) {
    dram_ = std::make_unique<Dram>("dram", standstill_, architecture_.dram, memory_);
    connect_link(requests, written, {});
    slow_ = std::make_unique<DelayedMemory>(core_, *dram_, delays);
    dram_->requests.connect(off_chip_.get(), slow_.get());
    dram_->responses.connect(slow_.get(), off_chip_.get());
    test::run({&core_, &standstill_}, 500);
  }

  noc::ClockDomain standstill_{"standstill", 0.001, GetParam().schedule};
  std::unique_ptr<DelayedMemory> slow_;
};

EYERISS_UNDER_EVERY_SCHEDULE(OffChipOutOfOrderTiming);

TEST_P(OffChipOutOfOrderTiming, MemoryIsAskedForOneBurstACycle) {
  transfer({{0, read(5, 12)}, {1, read(40, 1)}}, {}, {10, 10, 10, 10});
  EXPECT_THAT(slow_->bursts, ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(slow_->seen, ElementsAre(2, 3, 4, 5));
}

TEST_P(OffChipOutOfOrderTiming, WordsCrossInTheOrderOfTheRequests) {
  transfer({{0, read(6, 4)}, {1, read(31, 1)}}, {}, {20, 4, 1});
  // Bursts 0, 1 and 3 are seen by the link in 23, 8 and 6.
  EXPECT_THAT(received(), ElementsAre(24, 25, 26, 27, 28));
  EXPECT_THAT(values(), ElementsAre(0, 0, 1, 1, 3));
}

TEST_P(OffChipOutOfOrderTiming, ABurstThatIsLateHoldsUpTheLink) {
  transfer({{0, read(6, 4)}}, {}, {3, 30});
  // Burst 0 is seen in 6, burst 1 in 34.
  EXPECT_THAT(received(), ElementsAre(7, 8, 35, 36));
}

TEST_P(OffChipOutOfOrderTiming, AWriteIsAcknowledgedWithTheLastAnswerWhicheverItIs) {
  transfer({{0, write(6)}}, written_from(0, 4), {40, 3});
  // Words cross in 1 to 4; bursts are seen by memory in 3 and 5, answered in 43 and 8.
  EXPECT_THAT(received(), ElementsAre(45));
}

}  // namespace
}  // namespace eyeriss::hw
