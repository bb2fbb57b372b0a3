// SPDX-License-Identifier: Apache-2.0
// The checker itself: commands exactly at the limit of a constraint pass, one clock earlier they
// do not.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/dram_checker.h"

namespace eyeriss::test {
namespace {

using hw::DramCommand;
using hw::DramConfig;
using noc::Cycle;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Kind = DramCommand::Kind;
using Timing = DramConfig::Timing;

constexpr int kLong = 50;

/// Two ranks of two groups of four banks, and nothing takes longer than a clock.
DramConfig quick() {
  DramConfig config{};
  config.channels = 2;
  config.ranks = 2;
  config.bank_groups = 2;
  config.banks = 4;
  config.rows = 16;
  config.columns = 16;
  config.burst_clocks = 1;
  config.access_command_clocks = 1;
  config.other_command_clocks = 1;
  for (int Timing::*value :
       {&Timing::CL, &Timing::CWL, &Timing::RCD, &Timing::RP, &Timing::RPAB, &Timing::RAS,
        &Timing::RC, &Timing::CCD_S, &Timing::CCD_L, &Timing::RRD_S, &Timing::RRD_L, &Timing::FAW,
        &Timing::WR, &Timing::WTR_S, &Timing::WTR_L, &Timing::RTP, &Timing::RFC}) {
    config.timing.*value = 1;
  }
  return config;
}

struct Place {
  int rank = 0;
  int group = 0;
  int bank = 0;
  int row = 0;
};

DramCommand command(Cycle clock, Kind kind, const Place& place = {}) {
  return {clock, kind, 0, place.rank, place.group, place.bank, place.row, 0};
}

/// Two commands, the second at least so long after the first.
struct Pair {
  const char* name;
  int Timing::*constraint;
  Kind first;
  Kind second;
  Place second_place;
  int distance;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair) {
  return out << pair.name << ' ' << name_of(pair.first) << ' ' << name_of(pair.second);
}

constexpr Place kSameBank{};
constexpr Place kSameGroup{.bank = 1};
constexpr Place kOtherGroup{.group = 1};
constexpr Place kOtherRank{.rank = 1};
constexpr int kWritten = 2;  // a WR and its data, in the quick device

const Pair kPairs[] = {
    {"RCD", &Timing::RCD, Kind::kActivate, Kind::kRead, kSameBank, kLong},
    {"RCD", &Timing::RCD, Kind::kActivate, Kind::kWrite, kSameBank, kLong},
    {"RAS", &Timing::RAS, Kind::kActivate, Kind::kPrecharge, kSameBank, kLong},
    {"RAS", &Timing::RAS, Kind::kActivate, Kind::kPrechargeAll, kSameBank, kLong},
    {"RP", &Timing::RP, Kind::kPrecharge, Kind::kActivate, kSameBank, kLong},
    {"RP", &Timing::RP, Kind::kPrecharge, Kind::kRefresh, kSameBank, kLong},
    {"RPAB", &Timing::RPAB, Kind::kPrechargeAll, Kind::kActivate, kOtherGroup, kLong},
    {"RPAB", &Timing::RPAB, Kind::kPrechargeAll, Kind::kRefresh, kSameBank, kLong},
    {"RTP", &Timing::RTP, Kind::kRead, Kind::kPrecharge, kSameBank, kLong},
    {"RTP", &Timing::RTP, Kind::kRead, Kind::kPrechargeAll, kSameBank, kLong},
    {"WR", &Timing::WR, Kind::kWrite, Kind::kPrecharge, kSameBank, kWritten + kLong},
    {"WR", &Timing::WR, Kind::kWrite, Kind::kPrechargeAll, kSameBank, kWritten + kLong},
    {"CCD_S", &Timing::CCD_S, Kind::kRead, Kind::kRead, kOtherGroup, kLong},
    {"CCD_S", &Timing::CCD_S, Kind::kWrite, Kind::kWrite, kOtherGroup, kLong},
    {"CCD_L", &Timing::CCD_L, Kind::kRead, Kind::kRead, kSameGroup, kLong},
    {"CCD_L", &Timing::CCD_L, Kind::kWrite, Kind::kWrite, kSameBank, kLong},
    {"WTR_S", &Timing::WTR_S, Kind::kWrite, Kind::kRead, kOtherGroup, kWritten + kLong},
    {"WTR_L", &Timing::WTR_L, Kind::kWrite, Kind::kRead, kSameGroup, kWritten + kLong},
    {"RRD_S", &Timing::RRD_S, Kind::kActivate, Kind::kActivate, kOtherGroup, kLong},
    {"RRD_L", &Timing::RRD_L, Kind::kActivate, Kind::kActivate, kSameGroup, kLong},
    {"RFC", &Timing::RFC, Kind::kRefresh, Kind::kActivate, kOtherGroup, kLong},
    {"RFC", &Timing::RFC, Kind::kRefresh, Kind::kRefresh, kSameBank, kLong},
    // The data bus: latencies are alike, so commands are as far apart as data.
    {"RTW", &Timing::RTW, Kind::kRead, Kind::kWrite, kSameBank, 1 + kLong},
    {"RTRS", &Timing::RTRS, Kind::kRead, Kind::kRead, kOtherRank, 1 + kLong},
    {"RTRS", &Timing::RTRS, Kind::kWrite, Kind::kRead, kOtherRank, 1 + kLong},
    {"RTRS", &Timing::RTRS, Kind::kRead, Kind::kWrite, kOtherRank, 1 + kLong},
};

/// The commands that make `pair` possible, long before, and the pair at a distance.
std::vector<DramCommand> list(const Pair& pair, Cycle distance) {
  constexpr Cycle kFirst = 1000;
  std::vector<DramCommand> commands;
  const auto needs_row = [](Kind kind) {
    return kind != Kind::kActivate && kind != Kind::kRefresh && kind != Kind::kPrechargeAll;
  };
  if (needs_row(pair.first)) commands.push_back(command(0, Kind::kActivate));
  const bool is_same =
      pair.second_place.rank == 0 && pair.second_place.group == 0 && pair.second_place.bank == 0;
  if (!is_same && needs_row(pair.second)) {
    commands.push_back(command(500, Kind::kActivate, pair.second_place));
  }
  commands.push_back(command(kFirst, pair.first));
  commands.push_back(command(kFirst + distance, pair.second, pair.second_place));
  return commands;
}

class CheckerPairs : public ::testing::TestWithParam<Pair> {};

TEST_P(CheckerPairs, LimitIsExact) {
  const Pair& pair = GetParam();
  DramConfig config = quick();
  config.timing.*pair.constraint = kLong;
  DramChecker checker(config);
  EXPECT_THAT(checker.violations(list(pair, pair.distance), 2000), IsEmpty());
  EXPECT_THAT(checker.violations(list(pair, pair.distance - 1), 2000),
              ElementsAre(StartsWith(std::string(pair.name) + ": ")));
}

INSTANTIATE_TEST_SUITE_P(Rules, CheckerPairs, ::testing::ValuesIn(kPairs), [](const auto& named) {
  const Pair& pair = named.param;
  return std::string(pair.name) + "_" + name_of(pair.first) + "_" + name_of(pair.second);
});

TEST(Checker, ActToActOfABankIsRc) {
  DramConfig config = quick();
  config.timing.RC = kLong;
  const auto commands = [](Cycle second) {
    return std::vector{command(0, Kind::kActivate), command(10, Kind::kPrecharge),
                       command(second, Kind::kActivate)};
  };
  EXPECT_THAT(DramChecker(config).violations(commands(50), 99), IsEmpty());
  EXPECT_THAT(DramChecker(config).violations(commands(49), 99), ElementsAre(StartsWith("RC: ")));
  const std::vector refresh = {command(0, Kind::kActivate), command(10, Kind::kPrecharge),
                               command(49, Kind::kRefresh)};
  EXPECT_THAT(DramChecker(config).violations(refresh, 99), ElementsAre(StartsWith("RC: ")));
}

TEST(Checker, ConstraintsEndAtTheBankTheGroupAndTheRank) {
  DramConfig config = quick();
  config.timing.RCD = config.timing.CCD_L = config.timing.RRD_S = kLong;
  const std::vector commands = {command(0, Kind::kActivate),
                                command(1, Kind::kActivate, kOtherRank),
                                command(50, Kind::kRead),
                                command(60, Kind::kActivate, kOtherGroup),
                                command(61, Kind::kRead, kOtherRank),
                                command(110, Kind::kRead, kOtherGroup),
                                command(111, Kind::kRead)};
  EXPECT_THAT(DramChecker(config).violations(commands, 200), IsEmpty());
}

TEST(Checker, FourActivates) {
  DramConfig config = quick();
  config.timing.FAW = kLong;
  const auto commands = [](Cycle fifth) {
    std::vector<DramCommand> list;
    for (int bank = 0; bank < 4; ++bank) {
      list.push_back(command(bank, Kind::kActivate, {.bank = bank}));
    }
    list.push_back(command(fifth, Kind::kActivate, kOtherGroup));
    return list;
  };
  EXPECT_THAT(DramChecker(config).violations(commands(50), 99), IsEmpty());
  EXPECT_THAT(DramChecker(config).violations(commands(49), 99), ElementsAre(StartsWith("FAW: ")));
}

TEST(Checker, DataBusCarriesOneBurstAtATime) {
  DramConfig config = quick();
  config.burst_clocks = 8;
  config.timing.CL = 20;
  const auto commands = [](Cycle read) {
    return std::vector{command(0, Kind::kActivate), command(100, Kind::kRead),
                       command(read, Kind::kRead)};
  };
  EXPECT_THAT(DramChecker(config).violations(commands(108), 200), IsEmpty());
  EXPECT_THAT(DramChecker(config).violations(commands(107), 200),
              Contains(StartsWith("data bus: ")));
}

TEST(Checker, CommandBusCarriesOneCommandAtATime) {
  DramConfig config = quick();
  config.access_command_clocks = 4;
  config.other_command_clocks = 2;
  const auto commands = [](Cycle second, Cycle third) {
    return std::vector{command(0, Kind::kActivate), command(second, Kind::kPrecharge),
                       command(third, Kind::kActivate)};
  };
  DramChecker checker(config);
  EXPECT_THAT(checker.violations(commands(4, 6), 9), IsEmpty());
  EXPECT_THAT(checker.violations(commands(3, 6), 9), ElementsAre(StartsWith("command bus: ")));
  EXPECT_THAT(checker.violations(commands(4, 5), 9), ElementsAre(StartsWith("command bus: ")));
  std::vector<DramCommand> channels = commands(4, 6);
  channels.insert(channels.begin() + 1, command(0, Kind::kActivate));
  channels[1].channel = 1;
  EXPECT_THAT(checker.violations(channels, 9), IsEmpty()) << "channels have buses of their own";
}

TEST(Checker, RowsAreOpenedUsedAndClosed) {
  DramChecker checker(quick());
  const auto is_row_error = ElementsAre(StartsWith("row: "));
  EXPECT_THAT(checker.violations({command(0, Kind::kRead)}, 9), is_row_error);
  EXPECT_THAT(checker.violations({command(0, Kind::kActivate), command(5, Kind::kActivate)}, 9),
              is_row_error);
  EXPECT_THAT(
      checker.violations(
          {command(0, Kind::kActivate, {.row = 3}), command(5, Kind::kWrite, {.row = 2})}, 9),
      is_row_error);
  EXPECT_THAT(checker.violations({command(0, Kind::kActivate), command(5, Kind::kRefresh)}, 9),
              is_row_error);
  EXPECT_THAT(
      checker.violations(
          {command(0, Kind::kActivate), command(5, Kind::kPrecharge), command(7, Kind::kRead)}, 9),
      is_row_error);
  EXPECT_THAT(checker.violations({command(0, Kind::kActivate), command(5, Kind::kPrechargeAll),
                                  command(7, Kind::kRefresh)},
                                 9),
              IsEmpty());
}

TEST(Checker, RefreshesMayBePostponedEightTimes) {
  DramConfig config = quick();
  config.channels = config.ranks = 1;
  config.timing.REFI = 100;
  DramChecker checker(config);
  EXPECT_THAT(checker.violations({}, 900), IsEmpty());
  EXPECT_THAT(checker.violations({}, 901), ElementsAre(StartsWith("REFI: ")));
  EXPECT_THAT(checker.violations({command(900, Kind::kRefresh)}, 1000), IsEmpty());
  EXPECT_THAT(checker.violations({command(901, Kind::kRefresh)}, 1000),
              ElementsAre(StartsWith("REFI: ")));
  std::vector<DramCommand> early;
  for (int i = 0; i < 8; ++i) early.push_back(command(2 * i, Kind::kRefresh));
  EXPECT_THAT(checker.violations(early, 100), IsEmpty());
  early.push_back(command(99, Kind::kRefresh));
  EXPECT_THAT(checker.violations(early, 100), ElementsAre(StartsWith("REFI: ")));
}

TEST(Checker, PlacesExist) {
  const std::vector commands = {command(0, Kind::kActivate, {.row = 16})};
  EXPECT_THAT(DramChecker(quick()).violations(commands, 9), ElementsAre(StartsWith("fields: ")));
}

}  // namespace
}  // namespace eyeriss::test
