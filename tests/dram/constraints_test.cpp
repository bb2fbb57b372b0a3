// SPDX-License-Identifier: Apache-2.0
// Every command of every kind of traffic on every DRAM keeps the JEDEC constraints, whatever the
// policy, and every access is served exactly once.
#include <gmock/gmock.h>

#include <string>
#include <tuple>

#include "tests/support/dram_checker.h"
#include "tests/support/dram_traffic.h"

namespace eyeriss::test {
namespace {

using hw::DramCommand;
using hw::DramConfig;
using ::testing::IsEmpty;

constexpr int kAccesses = 6000;

/// A change to a preset.
struct Variant {
  const char* name;
  void (*apply)(DramConfig& config);
};

constexpr Variant kVariants[] = {
    {"AsIs", [](DramConfig&) {}},
    {"Fcfs", [](DramConfig& config) { config.scheduling = DramConfig::Scheduling::kFcfs; }},
    {"ClosedPage", [](DramConfig& config) { config.page = DramConfig::Page::kClosed; }},
    {"TwoRanks",
     [](DramConfig& config) {
       config.ranks = 2;
       // The rank changes with every burst.
       config.order = {DramConfig::Field::kRow,    DramConfig::Field::kBank,
                       DramConfig::Field::kColumn, DramConfig::Field::kBankGroup,
                       DramConfig::Field::kRank,   DramConfig::Field::kChannel};
     }},
    {"ShortQueues", [](DramConfig& config) { config.queue_entries = 1; }},
};

using Parameter = std::tuple<const char*, Variant, DramPattern>;

class DramConstraints : public ::testing::TestWithParam<Parameter> {};

TEST_P(DramConstraints, AreKept) {
  const auto& [preset, variant, pattern] = GetParam();
  DramConfig config = dram_preset(preset);
  variant.apply(config);
  const DramRun run = run_dram(config, dram_traffic(config, pattern, kAccesses));
  EXPECT_THAT(DramChecker(config).violations(run.commands, run.end), IsEmpty());

  // Every access is a RD or WR, or a read answered from the write queue.
  const auto count = [&](DramCommand::Kind kind) {
    return static_cast<std::int64_t>(run.of_kind(kind).size());
  };
  const auto& counters = run.counters;
  EXPECT_EQ(counters.reads + counters.writes + counters.forwarded_reads, kAccesses);
  EXPECT_EQ(counters.reads, count(DramCommand::Kind::kRead));
  EXPECT_EQ(counters.writes, count(DramCommand::Kind::kWrite));
  EXPECT_EQ(counters.activates, count(DramCommand::Kind::kActivate));
  EXPECT_EQ(counters.refreshes, count(DramCommand::Kind::kRefresh));
  EXPECT_EQ(counters.row_hits + counters.row_misses + counters.row_conflicts,
            counters.reads + counters.writes);
  // Short of postponing, a rank has been refreshed in every interval.
  EXPECT_GE(counters.refreshes,
            (run.end / config.timing.REFI - 1) * config.channels * config.ranks);
}

INSTANTIATE_TEST_SUITE_P(
    Traffic, DramConstraints,
    ::testing::Combine(::testing::Values("ddr3-1600", "lpddr3-1600", "ddr4-2400", "lpddr4-3200"),
                       ::testing::ValuesIn(kVariants), ::testing::ValuesIn(kDramPatterns)),
    [](const auto& parameter) {
      std::string preset = std::get<0>(parameter.param);
      preset[preset.find('-')] = '_';
      return preset + "_" + std::get<1>(parameter.param).name + "_" +
             name_of(std::get<2>(parameter.param));
    });

}  // namespace
}  // namespace eyeriss::test
