// SPDX-License-Identifier: Apache-2.0
// The DRAM as a module: when requests enter and responses leave, that its commands are those of
// the clockless model whatever the schedule, and that it really stores data.
#include "hw/dram/dram.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "tests/support/dram_checker.h"
#include "tests/support/dram_traffic.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Cycle;
using noc::Word64;
using test::DramAccess;
using test::DramRun;
using test::Recorder;
using test::Script;
using test::Timed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kWords = 8;  // of a burst of the default DRAM

Word64 word(int value) { return {static_cast<std::int16_t>(value), 1, 2, 3}; }

/// A DRAM between a producer of requests and a consumer of responses.
struct Bench {
  Bench(noc::ClockDomain& dram_domain, noc::ClockDomain& other, const DramConfig& config,
        const Timed<DramRequest>& requests, const std::vector<Cycle>& not_before = {})
      : dram("dram", dram_domain, config, memory),
        producer(other, dram.requests, requests),
        consumer(other, dram.responses, not_before) {
    dram.requests.connect(&producer, &dram);
    dram.responses.connect(&dram, &consumer);
    dram.on_command([this](const DramCommand& command) { commands.push_back(command); });
  }

  /// Commands up to the last completion: refreshes go on after it.
  std::vector<DramCommand> commands_until(Cycle end) const {
    std::vector<DramCommand> list;
    for (const DramCommand& command : commands) {
      if (command.clock <= end) list.push_back(command);
    }
    return list;
  }

  Memory memory;
  Dram dram;
  Script<DramRequest> producer;
  Recorder<DramResponse> consumer;
  std::vector<DramCommand> commands;
};

DramRequest read_of(std::int64_t burst, std::uint32_t tag = 0) {
  return {.write = false, .burst = burst, .tag = tag};
}

/// Requests for the accesses, each seen by a DRAM of the same clock in the clock in which it may
/// enter.
Timed<DramRequest> requests_for(const std::vector<DramAccess>& accesses) {
  Timed<DramRequest> requests;
  for (const DramAccess& access : accesses) {
    const auto tag = static_cast<std::uint32_t>(requests.size());
    requests.emplace_back(access.not_before - 1,
                          DramRequest{.write = access.write, .burst = access.burst, .tag = tag});
  }
  return requests;
}

/// Mixed traffic from clock 10 on, with pauses.
std::vector<DramAccess> mixed_traffic(const DramConfig& config) {
  std::vector<DramAccess> accesses;
  Cycle begin = 10;
  for (const auto pattern : test::kDramPatterns) {
    for (DramAccess access : test::dram_traffic(config, pattern, 120)) {
      access.not_before += begin;
      accesses.push_back(access);
    }
    begin = accesses.back().not_before + 1500;
  }
  return accesses;
}

class DramTiming : public test::TimingTest {
 protected:
  const DramConfig config_ = test::dram_preset("ddr3-1600");
};

EYERISS_UNDER_EVERY_SCHEDULE(DramTiming);

TEST_P(DramTiming, IsolatedRead) {
  Bench bench(core_, core_, config_, {{10, read_of(3, 42)}});
  bench.memory.write(3 * kWords + 7, word(99));
  run();
  // Seen and entered in 11; last data beat in 11 + 27.
  EXPECT_THAT(bench.consumer.cycles(), ElementsAre(39));
  const DramResponse& response = bench.consumer.values().at(0);
  EXPECT_FALSE(response.write);
  EXPECT_EQ(response.tag, 42u);
  EXPECT_EQ(response.data[7], word(99));
  EXPECT_EQ(response.data[6], Word64{}) << "was never written";
}

TEST_P(DramTiming, IsolatedWriteOfSomeWords) {
  DramRequest request{.write = true, .burst = 2, .tag = 5, .mask = 0b00000101};
  request.data.fill(word(7));
  Bench bench(core_, core_, config_, {{10, request}});
  bench.memory.write(2 * kWords + 1, word(1));
  run();
  // ACT in 12, WR in 23, data until 23 + 8 + 4.
  EXPECT_THAT(bench.consumer.cycles(), ElementsAre(36));
  EXPECT_TRUE(bench.consumer.values().at(0).write);
  EXPECT_EQ(bench.consumer.values().at(0).tag, 5u);
  EXPECT_EQ(bench.memory.read(2 * kWords), word(7));
  EXPECT_EQ(bench.memory.read(2 * kWords + 1), word(1));
  EXPECT_EQ(bench.memory.read(2 * kWords + 2), word(7));
}

TEST_P(DramTiming, ReadOfAQueuedWriteSeesAllWritesBefore) {
  const auto write_of = [](std::uint8_t mask, int value) {
    DramRequest request{.write = true, .burst = 2, .mask = mask};
    request.data.fill(word(value));
    return request;
  };
  Bench bench(core_, core_, config_,
              {{10, write_of(0b0011, 5)},
               {11, write_of(0b0110, 6)},
               {12, read_of(2, 9)},
               {13, write_of(0b1111, 7)}});
  bench.memory.write(2 * kWords + 4, word(4));
  run();
  EXPECT_EQ(bench.consumer.cycles().at(0), 13 + 1 + 1) << "entered in 13, complete in 14";
  const BurstData& data = bench.consumer.values().at(0).data;
  EXPECT_EQ(data[0], word(5));
  EXPECT_EQ(data[1], word(6));
  EXPECT_EQ(data[2], word(6));
  EXPECT_EQ(data[3], Word64{});
  EXPECT_EQ(data[4], word(4));
}

TEST_P(DramTiming, ResponsesWaitForSpace) {
  DramConfig config = config_;
  config.queue_entries = 1;  // and so the channels hold one
  Bench bench(core_, core_, config, {{0, read_of(0, 0)}, {1, read_of(1, 1)}, {2, read_of(2, 2)}},
              {1000});
  run();
  // The space of what is popped in 1000 is filled in 1001, seen and popped in 1002.
  EXPECT_THAT(bench.consumer.cycles(), ElementsAre(1000, 1002, 1004));
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(bench.consumer.values().at(i).tag, i);
}

TEST_P(DramTiming, CommandsAreTheModels) {
  const std::vector<DramAccess> accesses = mixed_traffic(config_);
  const DramRun expected = test::run_dram(config_, accesses);
  ASSERT_GT(expected.end, 2 * config_.timing.REFI);
  Bench bench(core_, core_, config_, requests_for(accesses));
  run(expected.end + 7000);
  bench.dram.finish(expected.end + 7000);
  EXPECT_EQ(bench.commands_until(expected.end), expected.commands);
  EXPECT_GT(bench.commands.size(), expected.commands.size()) << "refreshes go on";
  ASSERT_EQ(bench.consumer.values().size(), accesses.size());
  Cycle last = 0;
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    // Two may be complete in one clock; the consumer takes one in a clock.
    const Cycle completed = expected.completed[bench.consumer.values()[i].tag];
    EXPECT_EQ(bench.consumer.cycles()[i], std::max(completed + 1, last + 1));
    last = bench.consumer.cycles()[i];
  }
}

TEST_P(DramTiming, CommandsAreTheModelsForTwoChannelsAndClosedPages) {
  DramConfig config = test::dram_preset("lpddr4-3200");
  config.page = DramConfig::Page::kClosed;
  const std::vector<DramAccess> accesses = mixed_traffic(config);
  const DramRun expected = test::run_dram(config, accesses);
  Bench bench(core_, core_, config, requests_for(accesses));
  run(expected.end + 100);
  EXPECT_EQ(bench.commands_until(expected.end), expected.commands);
}

TEST_P(DramTiming, CommandsAreTheModelsAcrossClockDomains) {
  noc::ClockDomain dram_domain("dram_clock", config_.clock_mhz, schedule());
  noc::ClockDomain link("link", 60, schedule());
  std::vector<DramAccess> accesses =
      test::dram_traffic(config_, test::DramPattern::kRandomMix, 800);
  Timed<DramRequest> requests = requests_for(accesses);
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    // Pushed one a link cycle; seen from the second clock edge of the DRAM on.
    const auto cycle = static_cast<Cycle>(i + 5);
    requests[i].first = cycle;
    accesses[i].not_before = dram_domain.first_cycle_after(link.time_of(cycle)) + 1;
  }
  const DramRun expected = test::run_dram(config_, accesses);
  Bench bench(dram_domain, link, config_, requests);
  test::run({&core_, &dram_domain, &link}, expected.end + 500);
  EXPECT_EQ(bench.commands_until(expected.end), expected.commands);
  EXPECT_EQ(bench.consumer.values().size(), accesses.size());
}

/// Data must be right even when channels deliver late.
class DramData : public test::TimingTest {
 protected:
  /// Reads and writes of a few bursts, so that they meet in the queues, and of many.
  Timed<DramRequest> random_requests(int count) const {
    std::mt19937 random(11);
    Timed<DramRequest> requests;
    for (int i = 0; i < count; ++i) {
      DramRequest request{.write = random() % 2 == 0, .tag = static_cast<std::uint32_t>(i)};
      request.burst = random() % 2 == 0 ? random() % 12 : random() % 4096 * 61;
      request.mask = static_cast<std::uint8_t>(random());
      for (Word64& value : request.data) value = word(static_cast<int>(random() % 30000));
      requests.emplace_back(10 + i / 100 * 400, request);  // with pauses
    }
    return requests;
  }
};

constexpr test::NamedSchedule kWithStalls[] = {
    {"fast", {}},
    {"every_cycle", {.every_cycle = true}},
    {"fast_shuffled", {.shuffle_seed = 3}},
    {"fast_stalled", {.stall_seed = 7}},
    {"fast_shuffled_stalled", {.shuffle_seed = 4, .stall_seed = 8}},
    {"every_cycle_stalled", {.every_cycle = true, .stall_seed = 9}},
};
INSTANTIATE_TEST_SUITE_P(Schedule, DramData, ::testing::ValuesIn(kWithStalls),
                         [](const auto& named) { return std::string(named.param.name); });

TEST_P(DramData, IsStored) {
  const Timed<DramRequest> requests = random_requests(3000);
  const DramConfig config = test::dram_preset("ddr3-1600");
  // The consumer is away for a while now and then.
  std::vector<Cycle> not_before;
  for (Cycle i = 0; i < 3000; ++i) not_before.push_back(i / 500 * 3000);
  Bench bench(core_, core_, config, requests, not_before);
  constexpr Cycle kLongEnough = 60000;
  run(kLongEnough);

  std::map<std::int64_t, Word64> memory;
  std::vector<BurstData> expected;
  for (const auto& [cycle, request] : requests) {
    BurstData data{};
    for (std::size_t i = 0; i < kWords; ++i) {
      const std::int64_t address = request.burst * kWords + static_cast<std::int64_t>(i);
      if (!request.write) data[i] = memory[address];
      if (request.write && (request.mask >> i & 1) != 0) memory[address] = request.data[i];
    }
    expected.push_back(data);
  }
  ASSERT_EQ(bench.consumer.values().size(), requests.size());
  for (const DramResponse& response : bench.consumer.values()) {
    EXPECT_EQ(response.write, requests[response.tag].second.write);
    if (response.write) continue;
    EXPECT_EQ(response.data, expected[response.tag]) << response.tag;
  }
  for (const auto& [address, value] : memory) EXPECT_EQ(bench.memory.read(address), value);
  const DramCounters counters = bench.dram.counters();
  EXPECT_GT(counters.forwarded_reads, 0) << "or the test is too easy";
  EXPECT_EQ(counters.reads + counters.writes + counters.forwarded_reads, 3000);
  EXPECT_THAT(test::DramChecker(config).violations(bench.commands, kLongEnough), IsEmpty());
}

}  // namespace
}  // namespace eyeriss::hw
