// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/dram/dram_command.h"
#include "hw/dram/dram_config.h"
#include "hw/dram/dram_counters.h"
#include "noc/cycle.h"

namespace eyeriss::test {

/// A preset as the reader reads it.
hw::DramConfig dram_preset(const std::string& name);

/// One burst to be read or written.
struct DramAccess {
  std::int64_t burst;
  bool write = false;
  noc::Cycle not_before = 0;  ///< clock at whose end it may enter
};

/// What came of a list of accesses.
struct DramRun {
  std::vector<hw::DramCommand> commands;
  std::vector<noc::Cycle> entered;    ///< by access
  std::vector<noc::Cycle> completed;  ///< by access
  hw::DramCounters counters;
  noc::Cycle end = 0;  ///< last completion

  /// Those of one kind.
  std::vector<hw::DramCommand> of_kind(hw::DramCommand::Kind kind) const;
  /// Clocks of those of one kind.
  std::vector<noc::Cycle> clocks(hw::DramCommand::Kind kind) const;
  /// Names of all, e.g. "ACT RD RD PRE".
  std::string names() const;
};

/// Lets accesses enter in order, each as soon as it may, and waits for all of them.
DramRun run_dram(const hw::DramConfig& config, const std::vector<DramAccess>& accesses);

/// The burst at a place, by the arithmetic of the address map. Bank counts within its group.
struct DramPlace {
  int channel = 0;
  int rank = 0;
  int bank_group = 0;
  int bank = 0;
  int row = 0;
  int column = 0;
};
std::int64_t burst_at(const hw::DramConfig& config, const DramPlace& place);

/// Kinds of traffic.
enum class DramPattern {
  kSequentialReads,
  kSequentialWrites,
  kStrided,
  kRandomReads,
  kRandomMix,
  kBursts,        ///< short sequential runs at random places with pauses in between
  kBankConflict,  ///< rows of one bank in turns, reads and writes
  kOneGroup,      ///< random places in one bank group
  kSameBursts,    ///< few bursts, read and written again and again
};
inline constexpr DramPattern kDramPatterns[] = {
    DramPattern::kSequentialReads, DramPattern::kSequentialWrites, DramPattern::kStrided,
    DramPattern::kRandomReads,     DramPattern::kRandomMix,        DramPattern::kBursts,
    DramPattern::kBankConflict,    DramPattern::kOneGroup,         DramPattern::kSameBursts};
const char* name_of(DramPattern pattern);

std::vector<DramAccess> dram_traffic(const hw::DramConfig& config, DramPattern pattern, int count,
                                     unsigned seed = 1);

}  // namespace eyeriss::test
