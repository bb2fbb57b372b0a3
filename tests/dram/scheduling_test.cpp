// SPDX-License-Identifier: Apache-2.0
// In which order the controller serves what waits (hw/dram/dram_controller.h).
#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "hw/dram/dram_address.h"
#include "tests/support/dram_traffic.h"

namespace eyeriss::test {
namespace {

using hw::DramCommand;
using hw::DramConfig;
using noc::Cycle;
using ::testing::ElementsAre;
using Kind = DramCommand::Kind;

/// The default DRAM without refreshes: one rank of eight banks, 32 entries a queue.
class DramScheduling : public ::testing::Test {
 protected:
  DramScheduling() { config_.timing.REFI = 0; }

  std::int64_t at(int bank, int row, int column = 0) const {
    return burst_at(config_, {.bank = bank, .row = row, .column = column});
  }

  static std::vector<int> columns(const DramRun& run, Kind kind) {
    std::vector<int> result;
    for (const DramCommand& command : run.of_kind(kind)) result.push_back(command.column);
    return result;
  }

  DramConfig config_ = dram_preset("ddr3-1600");
};

TEST_F(DramScheduling, FrFcfsPrefersHits) {
  const DramRun run = run_dram(config_, {{at(0, 0, 1)}, {at(0, 1, 2)}, {at(0, 0, 3)}});
  EXPECT_THAT(columns(run, Kind::kRead), ElementsAre(1, 3, 2));
  EXPECT_EQ(run.names(), "ACT RD RD PRE ACT RD");
}

TEST_F(DramScheduling, HitMayComeLate) {
  // The row is open from 1 to 29 at the least; the hit comes while another row is wanted already.
  const DramRun run = run_dram(config_, {{at(0, 0, 1)}, {at(0, 1, 2)}, {at(0, 0, 3), false, 20}});
  EXPECT_THAT(columns(run, Kind::kRead), ElementsAre(1, 3, 2));
  EXPECT_EQ(run.clocks(Kind::kRead)[1], 21);
}

TEST_F(DramScheduling, FcfsDoesNot) {
  config_.scheduling = DramConfig::Scheduling::kFcfs;
  const DramRun run = run_dram(config_, {{at(0, 0, 1)}, {at(0, 1, 2)}, {at(0, 0, 3)}});
  EXPECT_THAT(columns(run, Kind::kRead), ElementsAre(1, 2, 3));
}

TEST_F(DramScheduling, FcfsOpensNoBankAhead) {
  const std::vector<DramAccess> accesses = {{at(0, 0)}, {at(1, 0)}};
  EXPECT_EQ(run_dram(config_, accesses).names(), "ACT ACT RD RD");
  config_.scheduling = DramConfig::Scheduling::kFcfs;
  EXPECT_EQ(run_dram(config_, accesses).names(), "ACT RD ACT RD");
}

TEST_F(DramScheduling, SixteenHitsMayOvertake) {
  std::vector<DramAccess> accesses = {{at(0, 0, 0)}, {at(0, 1, 127)}};
  for (int i = 1; i <= 25; ++i) accesses.push_back({at(0, 0, i)});
  const std::vector<int> order = columns(run_dram(config_, accesses), Kind::kRead);
  ASSERT_EQ(order.size(), 27u);
  for (int i = 0; i <= 16; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(order[17], 127);
}

TEST_F(DramScheduling, OpenPagesStayOpen) {
  EXPECT_EQ(run_dram(config_, {{at(0, 0)}, {at(1, 0), false, 1000}}).names(), "ACT RD ACT RD");
}

TEST_F(DramScheduling, ClosedPagesAreClosedAsSoonAsPossible) {
  config_.page = DramConfig::Page::kClosed;
  const DramRun run = run_dram(config_, {{at(0, 0)}, {at(1, 0), false, 1000}});
  EXPECT_EQ(run.names(), "ACT RD PRE ACT RD");
  EXPECT_THAT(run.clocks(Kind::kPrecharge), ElementsAre(1 + 28)) << "RAS after the ACT";
}

TEST_F(DramScheduling, ClosedPagesWaitForQueuedHits) {
  config_.page = DramConfig::Page::kClosed;
  // The second read waits for the first and comes before the row could be closed.
  const DramRun run =
      run_dram(config_, {{at(0, 0)}, {at(0, 0, 1), false, 28}, {at(1, 0), false, 1000}});
  EXPECT_EQ(run.names(), "ACT RD RD PRE ACT RD");
  EXPECT_THAT(run.clocks(Kind::kPrecharge), ElementsAre(29 + 6)) << "RTP after the second RD";
  EXPECT_EQ(run.counters.row_hits, 1);
}

/// So many reads of one bank, a row each, then so many writes of another bank's row.
std::vector<DramAccess> reads_then_writes(const DramConfig& config, int reads, int writes) {
  std::vector<DramAccess> accesses;
  for (int i = 0; i < reads; ++i) accesses.push_back({burst_at(config, {.row = i})});
  for (int i = 0; i < writes; ++i) {
    accesses.push_back({burst_at(config, {.bank = 1, .column = i}), true});
  }
  return accesses;
}

TEST_F(DramScheduling, WritesWaitForReadsUntilTheyFillFourFifths) {
  const DramRun run = run_dram(config_, reads_then_writes(config_, 20, 24));
  EXPECT_GT(run.clocks(Kind::kWrite).front(), run.clocks(Kind::kRead).back());
}

TEST_F(DramScheduling, WritesAreDrainedToOneFifth) {
  const DramRun run = run_dram(config_, reads_then_writes(config_, 20, 25));
  const std::vector<Cycle> writes = run.clocks(Kind::kWrite);
  const std::vector<Cycle> reads = run.clocks(Kind::kRead);
  ASSERT_EQ(writes.size(), 25u);
  // 25 of 32 entries start it, 6 are left when the reads are served again.
  EXPECT_LT(writes[18], reads.back());
  EXPECT_GT(writes[19], reads.back());
  const auto reads_between = std::count_if(reads.begin(), reads.end(), [&](Cycle clock) {
    return writes[0] < clock && clock < writes[18];
  });
  EXPECT_EQ(reads_between, 0);
}

TEST_F(DramScheduling, ReadOfAQueuedWriteIsAnsweredFromThere) {
  const DramRun run = run_dram(config_, {{5, true}, {5}, {5, false, 1000}});
  EXPECT_EQ(run.completed[1], run.entered[1] + 1);
  EXPECT_EQ(run.counters.forwarded_reads, 1);
  EXPECT_EQ(run.counters.reads, 1) << "the last comes after the WR";
  EXPECT_GT(run.completed[2], 1001);
}

TEST_F(DramScheduling, WriteOfABurstThatIsToBeReadWaits) {
  // The writes of bank 1 are drained before the reads of bank 0, but not the first one, which
  // writes what the last read reads.
  std::vector<DramAccess> accesses = reads_then_writes(config_, 20, 26);
  const std::int64_t shared = accesses[19].burst;
  accesses[20].burst = shared;
  const DramRun run = run_dram(config_, accesses);
  const std::vector<DramCommand> writes = run.of_kind(Kind::kWrite);
  EXPECT_LT(writes.front().clock, run.clocks(Kind::kRead).back());
  EXPECT_EQ(writes.front().bank, 1);
  EXPECT_GT(run.completed[20], run.completed[19]);
}

TEST_F(DramScheduling, WritesOfABurstKeepTheirOrder) {
  const DramRun run = run_dram(config_, {{9, true}, {9, true}, {9, true}});
  EXPECT_EQ(run.counters.writes, 3);
  EXPECT_LT(run.completed[0], run.completed[1]);
  EXPECT_LT(run.completed[1], run.completed[2]);
}

TEST_F(DramScheduling, RequestsEnterInOrderWhenThereIsRoom) {
  std::vector<DramAccess> accesses;
  for (int row = 0; row < 40; ++row) accesses.push_back({at(0, row)});
  const DramRun run = run_dram(config_, accesses);
  for (std::size_t i = 0; i < 32; ++i) EXPECT_EQ(run.entered[i], static_cast<Cycle>(i));
  // The first RD, in 12, has already made room for one more; then one enters with each RD.
  const std::vector<Cycle> reads = run.clocks(Kind::kRead);
  EXPECT_EQ(run.entered[32], 32);
  for (std::size_t i = 33; i < 40; ++i) EXPECT_EQ(run.entered[i], reads[i - 32]);
}

TEST(DramAddressMap, DefaultIsRowRankBankColumn) {
  const DramConfig config = dram_preset("ddr3-1600");
  const hw::DramAddressMap map(config);
  const auto decode = [&](std::int64_t burst) {
    const hw::DramAddress address = map.decode(burst);
    return std::vector<int>{address.channel, address.bank, address.row, address.column};
  };
  EXPECT_THAT(decode(127), ElementsAre(0, 0, 0, 127));
  EXPECT_THAT(decode(128), ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(decode(1024 + 7 * 128 + 3), ElementsAre(0, 7, 1, 3));
  EXPECT_THAT(decode((std::int64_t{1} << 25) - 1), ElementsAre(0, 7, 32767, 127));
  EXPECT_EQ(config.capacity_bytes(), std::int64_t{2} << 30);
}

TEST(DramAddressMap, EveryPresetHasAPlaceForEveryBurst) {
  for (const char* preset : {"ddr3-1600", "lpddr3-1600", "ddr4-2400", "lpddr4-3200"}) {
    const DramConfig config = dram_preset(preset);
    const hw::DramAddressMap map(config);
    for (const DramAccess& access : dram_traffic(config, DramPattern::kRandomReads, 100)) {
      const hw::DramAddress address = map.decode(access.burst);
      const DramPlace place{.channel = address.channel,
                            .rank = 0,
                            .bank_group = address.bank / config.banks,
                            .bank = address.bank % config.banks,
                            .row = address.row,
                            .column = address.column};
      EXPECT_EQ(burst_at(config, place), access.burst) << preset;
    }
  }
}

}  // namespace
}  // namespace eyeriss::test
