// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dram_checker.h"

#include <fmt/format.h>

#include <algorithm>

namespace eyeriss::test {

using hw::DramCommand;
using noc::Cycle;

namespace {

constexpr int kMaxPostponed = 8;  // refreshes, ahead of time as many

bool is_burst(const DramCommand& command) {
  return command.kind == DramCommand::Kind::kRead || command.kind == DramCommand::Kind::kWrite;
}

}  // namespace

DramChecker::DramChecker(const hw::DramConfig& config) : config_(config) {
  add_bank_rules();
  add_rank_rules();
  for (const Rule& rule : rules_) longest_ = std::max(longest_, rule.distance);
}

void DramChecker::add_bank_rules() {
  const auto& t = config_.timing;
  const int written = t.CWL + config_.burst_clocks;
  const auto add = [&](const char* name, Kind first, Kind second, int distance) {
    rules_.push_back({name, first, second, Scope::kBank, distance});
  };
  add("RCD", Kind::kActivate, Kind::kRead, t.RCD);
  add("RCD", Kind::kActivate, Kind::kWrite, t.RCD);
  add("RAS", Kind::kActivate, Kind::kPrecharge, t.RAS);
  add("RC", Kind::kActivate, Kind::kActivate, t.RC);
  add("RP", Kind::kPrecharge, Kind::kActivate, t.RP);
  add("RTP", Kind::kRead, Kind::kPrecharge, t.RTP);
  add("WR", Kind::kWrite, Kind::kPrecharge, written + t.WR);
}

void DramChecker::add_rank_rules() {
  const auto& t = config_.timing;
  const int written = t.CWL + config_.burst_clocks;
  const auto group = [&](const char* name, Kind first, Kind second, int distance) {
    rules_.push_back({name, first, second, Scope::kGroup, distance});
  };
  const auto rank = [&](const char* name, Kind first, Kind second, int distance) {
    rules_.push_back({name, first, second, Scope::kRank, distance});
  };
  group("CCD_L", Kind::kRead, Kind::kRead, t.CCD_L);
  group("CCD_L", Kind::kWrite, Kind::kWrite, t.CCD_L);
  group("RRD_L", Kind::kActivate, Kind::kActivate, t.RRD_L);
  group("WTR_L", Kind::kWrite, Kind::kRead, written + t.WTR_L);
  rank("CCD_S", Kind::kRead, Kind::kRead, t.CCD_S);
  rank("CCD_S", Kind::kWrite, Kind::kWrite, t.CCD_S);
  rank("RRD_S", Kind::kActivate, Kind::kActivate, t.RRD_S);
  rank("WTR_S", Kind::kWrite, Kind::kRead, written + t.WTR_S);
  // All banks at once.
  rank("RAS", Kind::kActivate, Kind::kPrechargeAll, t.RAS);
  rank("RTP", Kind::kRead, Kind::kPrechargeAll, t.RTP);
  rank("WR", Kind::kWrite, Kind::kPrechargeAll, written + t.WR);
  rank("RPAB", Kind::kPrechargeAll, Kind::kActivate, t.RPAB);
  rank("RPAB", Kind::kPrechargeAll, Kind::kRefresh, t.RPAB);
  rank("RP", Kind::kPrecharge, Kind::kRefresh, t.RP);
  rank("RC", Kind::kActivate, Kind::kRefresh, t.RC);
  rank("RFC", Kind::kRefresh, Kind::kActivate, t.RFC);
  rank("RFC", Kind::kRefresh, Kind::kRefresh, t.RFC);
}

std::vector<std::string> DramChecker::violations(const std::vector<Command>& commands, Cycle end) {
  violations_.clear();
  recent_.clear();
  activates_.clear();
  open_rows_.clear();
  last_burst_.clear();
  refreshes_.clear();
  for (const Command& command : commands) check(command);
  for (int channel = 0; channel < config_.channels; ++channel) {
    for (int rank = 0; rank < config_.ranks; ++rank) {
      const RankId id{channel, rank};
      check_refresh_count(id, end, static_cast<int>(refreshes_[id].size()));
    }
  }
  return violations_;
}

void DramChecker::check(const Command& command) {
  check_fields(command);
  check_command_bus(command);
  check_distances(command);
  check_four_activates(command);
  check_row(command);
  if (is_burst(command)) check_data_bus(command);
  if (command.kind == Kind::kRefresh) check_refresh(command);
  auto& recent = recent_[command.channel];
  recent.push_back(command);
  while (recent.front().clock + longest_ < command.clock) recent.pop_front();
}

void DramChecker::check_fields(const Command& command) {
  const auto is_in = [](int value, int count) { return 0 <= value && value < count; };
  if (!is_in(command.channel, config_.channels) || !is_in(command.rank, config_.ranks) ||
      !is_in(command.bank_group, config_.bank_groups) || !is_in(command.bank, config_.banks) ||
      !is_in(command.row, config_.rows) || !is_in(command.column, config_.columns)) {
    report("fields", command, "no such place");
  }
}

void DramChecker::check_command_bus(const Command& command) {
  const auto& recent = recent_[command.channel];
  if (recent.empty()) return;
  const Command& last = recent.back();
  const bool is_access = last.kind == Kind::kActivate || is_burst(last);
  const int clocks = is_access ? config_.access_command_clocks : config_.other_command_clocks;
  if (command.clock < last.clock + clocks) report("command bus", command, "is occupied");
}

void DramChecker::check_distances(const Command& command) {
  for (const Command& earlier : recent_[command.channel]) {
    if (earlier.rank != command.rank) continue;
    const bool same_group = earlier.bank_group == command.bank_group;
    const bool same_bank = same_group && earlier.bank == command.bank;
    for (const Rule& rule : rules_) {
      if (rule.first != earlier.kind || rule.second != command.kind) continue;
      if (rule.scope == Scope::kBank && !same_bank) continue;
      if (rule.scope == Scope::kGroup && !same_group) continue;
      if (command.clock - earlier.clock >= rule.distance) continue;
      report(rule.name, command,
             fmt::format("{} clocks after {}, at least {}", command.clock - earlier.clock,
                         name_of(earlier.kind), rule.distance));
    }
  }
}

void DramChecker::check_four_activates(const Command& command) {
  if (command.kind != Kind::kActivate) return;
  auto& last = activates_[{command.channel, command.rank}];
  if (last.size() == 4) {
    if (command.clock - last.front() < config_.timing.FAW) {
      report("FAW", command, fmt::format("the fourth ACT before was at {}", last.front()));
    }
    last.pop_front();
  }
  last.push_back(command.clock);
}

void DramChecker::check_row(const Command& command) {
  const BankId bank{command.channel, command.rank, command.bank_group, command.bank};
  const auto of_rank = [&](const auto& open) {
    return open.first.channel == command.channel && open.first.rank == command.rank;
  };
  switch (command.kind) {
    case Kind::kActivate:
      if (open_rows_.contains(bank)) report("row", command, "the bank is open");
      open_rows_[bank] = command.row;
      break;
    case Kind::kRead:
    case Kind::kWrite: {
      const auto open = open_rows_.find(bank);
      if (open == open_rows_.end()) {
        report("row", command, "the bank is closed");
      } else if (open->second != command.row) {
        report("row", command, fmt::format("row {} is open", open->second));
      }
      break;
    }
    case Kind::kPrecharge:
      open_rows_.erase(bank);
      break;
    case Kind::kPrechargeAll:
      std::erase_if(open_rows_, of_rank);
      break;
    case Kind::kRefresh:
      if (std::any_of(open_rows_.begin(), open_rows_.end(), of_rank)) {
        report("row", command, "a bank is open");
      }
      break;
  }
}

void DramChecker::check_data_bus(const Command& command) {
  const auto& t = config_.timing;
  const auto first_beat = [&](const Command& burst) {
    return burst.clock + (burst.kind == Kind::kRead ? t.CL : t.CWL);
  };
  const auto last = last_burst_.find(command.channel);
  if (last != last_burst_.end()) {
    const Command& before = last->second;
    const Cycle gap = first_beat(command) - (first_beat(before) + config_.burst_clocks);
    if (gap < 0) report("data bus", command, "is occupied");
    if (before.rank != command.rank) {
      if (gap < t.RTRS) report("RTRS", command, fmt::format("{} clocks between ranks", gap));
    } else if (before.kind == Kind::kRead && command.kind == Kind::kWrite && gap < t.RTW) {
      report("RTW", command, fmt::format("{} clocks after read data", gap));
    }
  }
  last_burst_[command.channel] = command;
}

void DramChecker::check_refresh(const Command& command) {
  const RankId id{command.channel, command.rank};
  auto& refreshes = refreshes_[id];
  const auto count = static_cast<int>(refreshes.size());
  check_refresh_count(id, command.clock, count);
  const Cycle interval = config_.timing.REFI;
  if (interval > 0 && (count + 1 - kMaxPostponed) * interval > command.clock) {
    report("REFI", command, "refreshed too often");
  }
  refreshes.push_back(command.clock);
}

void DramChecker::check_refresh_count(const RankId& rank, Cycle clock, int refreshes) {
  const Cycle interval = config_.timing.REFI;
  if (interval == 0 || clock <= (refreshes + kMaxPostponed + 1) * interval) return;
  violations_.push_back(fmt::format("REFI: {} refreshes of channel {} rank {} by clock {}",
                                    refreshes, rank.channel, rank.rank, clock));
}

void DramChecker::report(const std::string& name, const Command& command,
                         const std::string& detail) {
  violations_.push_back(fmt::format("{}: {} at {} in channel {} rank {} group {} bank {}: {}", name,
                                    name_of(command.kind), command.clock, command.channel,
                                    command.rank, command.bank_group, command.bank, detail));
}

}  // namespace eyeriss::test
