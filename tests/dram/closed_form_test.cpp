// SPDX-License-Identifier: Apache-2.0
// Timing that follows from the constraints on paper, command by command.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/dram_traffic.h"

namespace eyeriss::test {
namespace {

using hw::DramCommand;
using hw::DramConfig;
using noc::Cycle;
using ::testing::Each;
using ::testing::ElementsAre;
using Kind = DramCommand::Kind;

constexpr Cycle kStart = 100;

DramConfig without_refresh(const std::string& preset) {
  DramConfig config = dram_preset(preset);
  config.timing.REFI = 0;
  return config;
}

std::vector<Cycle> distances(const std::vector<Cycle>& clocks) {
  std::vector<Cycle> result;
  for (std::size_t i = 1; i < clocks.size(); ++i) result.push_back(clocks[i] - clocks[i - 1]);
  return result;
}

class DramClosedForm : public ::testing::TestWithParam<const char*> {
 protected:
  const DramConfig config_ = without_refresh(GetParam());
  const DramConfig::Timing& t_ = config_.timing;
};

INSTANTIATE_TEST_SUITE_P(Presets, DramClosedForm,
                         ::testing::Values("ddr3-1600", "lpddr3-1600", "ddr4-2400", "lpddr4-3200"));

TEST_P(DramClosedForm, IsolatedReadOfAClosedBank) {
  const DramRun run = run_dram(config_, {{0, false, kStart}});
  EXPECT_EQ(run.names(), "ACT RD");
  EXPECT_EQ(run.end, kStart + 1 + t_.RCD + t_.CL + config_.burst_clocks);
  EXPECT_EQ(run.counters.row_misses, 1);
}

TEST_P(DramClosedForm, IsolatedWriteOfAClosedBank) {
  const DramRun run = run_dram(config_, {{0, true, kStart}});
  EXPECT_EQ(run.names(), "ACT WR");
  EXPECT_EQ(run.end, kStart + 1 + t_.RCD + t_.CWL + config_.burst_clocks);
}

TEST_P(DramClosedForm, IsolatedReadOfAnOpenRow) {
  const std::int64_t other = burst_at(config_, {.column = 1});
  const DramRun run = run_dram(config_, {{0, false, 0}, {other, false, 1000}});
  EXPECT_EQ(run.names(), "ACT RD RD");
  EXPECT_EQ(run.end, 1000 + 1 + t_.CL + config_.burst_clocks);
  EXPECT_EQ(run.counters.row_hits, 1);
}

TEST_P(DramClosedForm, IsolatedReadOfAnotherRow) {
  const std::int64_t other = burst_at(config_, {.row = 1});
  const DramRun run = run_dram(config_, {{0, false, 0}, {other, false, 1000}});
  EXPECT_EQ(run.names(), "ACT RD PRE ACT RD");
  EXPECT_EQ(run.end, 1000 + 1 + t_.RP + t_.RCD + t_.CL + config_.burst_clocks);
  EXPECT_EQ(run.counters.row_conflicts, 1);
}

TEST_P(DramClosedForm, RowMissesOfABankAreRcApart) {
  constexpr int kReads = 40;
  std::vector<DramAccess> accesses;
  for (int row = 0; row < kReads; ++row) accesses.push_back({burst_at(config_, {.row = row})});
  const DramRun run = run_dram(config_, accesses);
  EXPECT_THAT(distances(run.clocks(Kind::kActivate)), Each(t_.RC));
  EXPECT_EQ(run.end, 1 + (kReads - 1) * t_.RC + t_.RCD + t_.CL + config_.burst_clocks);
}

TEST_P(DramClosedForm, ReadThenWriteOfARow) {
  const std::int64_t other = burst_at(config_, {.column = 1});
  const DramRun run = run_dram(config_, {{0, false, 0}, {other, true, 1}});
  const Cycle read = 1 + t_.RCD;
  EXPECT_THAT(run.clocks(Kind::kWrite),
              ElementsAre(read + t_.CL + config_.burst_clocks + t_.RTW - t_.CWL));
}

TEST_P(DramClosedForm, WriteThenReadOfARow) {
  const std::int64_t other = burst_at(config_, {.column = 1});
  const Cycle write = 1 + t_.RCD;
  const DramRun run = run_dram(config_, {{0, true, 0}, {other, false, write}});
  EXPECT_THAT(run.clocks(Kind::kRead),
              ElementsAre(write + t_.CWL + config_.burst_clocks + t_.WTR_L));
}

/// Share of the time in which the data buses carry data.
double utilization(const DramConfig& config, const DramRun& run) {
  const auto busy = static_cast<double>(run.completed.size()) * config.burst_clocks;
  return busy / config.channels / static_cast<double>(run.end - run.entered.front());
}

TEST_P(DramClosedForm, SequentialAccessesReachNinetyPercentOfThePeak) {
  const DramConfig config = dram_preset(GetParam());  // refreshes included
  for (const auto pattern : {DramPattern::kSequentialReads, DramPattern::kSequentialWrites}) {
    const DramRun run = run_dram(config, dram_traffic(config, pattern, 40000));
    EXPECT_GT(utilization(config, run), 0.9) << name_of(pattern);
    EXPECT_LE(utilization(config, run), 1) << name_of(pattern);
  }
}

TEST(DramLatency, IsolatedReadOfTheDefaultDramTakes27Clocks) {
  EXPECT_EQ(run_dram(dram_preset("ddr3-1600"), {{12345, false, 7}}).end, 7 + 27);
}

TEST(DramBankGroups, OneGroupIsPacedByCcdL) {
  const DramConfig config = without_refresh("ddr4-2400");
  std::vector<DramAccess> accesses;
  for (int i = 0; i < 64; ++i) accesses.push_back({burst_at(config, {.column = i})});
  EXPECT_THAT(distances(run_dram(config, accesses).clocks(Kind::kRead)), Each(6));
}

TEST(DramBankGroups, SeveralGroupsArePacedByCcdS) {
  const DramConfig config = without_refresh("ddr4-2400");
  std::vector<DramAccess> accesses;
  for (int i = 0; i < 64; ++i) {
    // Rows are opened by accesses of their own, long before.
    const bool opens = i < 4;
    accesses.push_back(
        {burst_at(config, {.bank_group = i % 4, .column = i / 4}), false, opens ? 0 : 500});
  }
  std::vector<Cycle> reads = run_dram(config, accesses).clocks(Kind::kRead);
  reads.erase(reads.begin(), reads.begin() + 4);
  EXPECT_THAT(distances(reads), Each(4));
}

TEST(DramBankGroups, WriteToReadDependsOnTheGroup) {
  const DramConfig config = without_refresh("ddr4-2400");
  const auto turnaround = [&](int group) {
    const std::int64_t other = burst_at(config, {.bank_group = group, .column = 1});
    // Both rows are open when the write comes, and the read comes right after its WR.
    const DramRun run = run_dram(config, {{0},
                                          {burst_at(config, {.bank_group = group})},
                                          {burst_at(config, {.column = 2}), true, 500},
                                          {other, false, 501}});
    return run.clocks(Kind::kRead).back() - run.clocks(Kind::kWrite).back();
  };
  EXPECT_EQ(turnaround(0), 12 + 4 + 9);
  EXPECT_EQ(turnaround(1), 12 + 4 + 3);
}

TEST(DramActivates, FourInAWindow) {
  const DramConfig config = without_refresh("ddr3-1600");
  std::vector<DramAccess> accesses;
  for (int bank = 0; bank < 8; ++bank) accesses.push_back({burst_at(config, {.bank = bank})});
  // RRD 6, FAW 32.
  EXPECT_THAT(run_dram(config, accesses).clocks(Kind::kActivate),
              ElementsAre(1, 7, 13, 19, 33, 39, 45, 51));
}

TEST(DramRanks, ReadsOfTwoRanksLeaveABubble) {
  DramConfig config = without_refresh("ddr3-1600");
  config.ranks = 2;
  std::vector<DramAccess> accesses;
  for (int i = 0; i < 20; ++i) {
    const bool opens = i < 2;
    accesses.push_back({burst_at(config, {.rank = i % 2, .column = i}), false, opens ? 0 : 500});
  }
  config.scheduling = DramConfig::Scheduling::kFcfs;  // keep their order
  std::vector<Cycle> reads = run_dram(config, accesses).clocks(Kind::kRead);
  reads.erase(reads.begin(), reads.begin() + 2);
  EXPECT_THAT(distances(reads), Each(4 + 2));
}

TEST(DramRefresh, IdleRanksAreRefreshedInTurns) {
  DramConfig config = dram_preset("ddr3-1600");
  const DramAccess late{0, false, 20000};
  EXPECT_THAT(run_dram(config, {late}).clocks(Kind::kRefresh), ElementsAre(6240, 12480, 18720));
  config.ranks = 2;
  EXPECT_THAT(run_dram(config, {late}).clocks(Kind::kRefresh),
              ElementsAre(3120, 6240, 9360, 12480, 15600, 18720));
}

TEST(DramRefresh, StopsARankClosesItAndHoldsItForRfc) {
  const DramConfig config = dram_preset("ddr3-1600");
  // The read in 6239 is the last command before: the row may be closed RTP later.
  const DramRun run = run_dram(config, {{0, false, 100}, {1, false, 6238}, {2, false, 6239}});
  EXPECT_EQ(run.names(), "ACT RD RD PREA REF ACT RD");
  EXPECT_THAT(run.clocks(Kind::kPrechargeAll), ElementsAre(6239 + 6));
  EXPECT_THAT(run.clocks(Kind::kRefresh), ElementsAre(6245 + 11));
  EXPECT_EQ(run.end, 6256 + 208 + 11 + 11 + 4);
}

}  // namespace
}  // namespace eyeriss::test
