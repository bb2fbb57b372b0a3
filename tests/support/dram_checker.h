// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "hw/dram/dram_command.h"
#include "hw/dram/dram_config.h"

namespace eyeriss::test {

/// Holds a list of DRAM commands against the JEDEC constraints. It shares nothing with the
/// controller: every command is compared with all that came shortly before it, pair by pair, and
/// rows, data bus and refreshes are followed apart.
class DramChecker {
 public:
  explicit DramChecker(const hw::DramConfig& config);

  /// What is wrong, a line each that begins with the name of the constraint; empty if nothing is.
  /// @param commands of all channels, in order of clocks
  /// @param end clock up to which the list goes
  std::vector<std::string> violations(const std::vector<hw::DramCommand>& commands, noc::Cycle end);

 private:
  using Command = hw::DramCommand;
  using Kind = hw::DramCommand::Kind;

  /// Where two commands of a channel meet.
  enum class Scope { kBank, kGroup, kRank };

  /// The least distance from a command to a later one within the scope.
  struct Rule {
    const char* name;
    Kind first;
    Kind second;
    Scope scope;
    int distance;
  };

  struct RankId {
    int channel;
    int rank;
    auto operator<=>(const RankId&) const = default;
  };
  struct BankId {
    int channel;
    int rank;
    int group;
    int bank;
    auto operator<=>(const BankId&) const = default;
  };

  void add_bank_rules();
  void add_rank_rules();
  void check(const Command& command);
  void check_fields(const Command& command);
  void check_command_bus(const Command& command);
  void check_distances(const Command& command);
  void check_four_activates(const Command& command);
  void check_row(const Command& command);
  void check_data_bus(const Command& command);
  void check_refresh(const Command& command);
  void check_refresh_count(const RankId& rank, noc::Cycle clock, int refreshes);
  void report(const std::string& name, const Command& command, const std::string& detail);

  const hw::DramConfig config_;
  std::vector<Rule> rules_;
  int longest_ = 0;  // distance of any rule

  std::vector<std::string> violations_;
  std::map<int, std::deque<Command>> recent_;           // by channel
  std::map<RankId, std::deque<noc::Cycle>> activates_;  // the last four
  std::map<BankId, int> open_rows_;                     // of open banks
  std::map<int, Command> last_burst_;                   // RD or WR, by channel
  std::map<RankId, std::vector<noc::Cycle>> refreshes_;
};

}  // namespace eyeriss::test
