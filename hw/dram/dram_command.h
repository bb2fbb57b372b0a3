// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "noc/cycle.h"

namespace eyeriss::hw {

/// A command on the command bus of a channel. Fields that a command does not carry are 0: of PRE
/// row and column, of PREA and REF everything below the rank.
struct DramCommand {
  enum class Kind : std::uint8_t {
    kActivate,
    kRead,
    kWrite,
    kPrecharge,
    kPrechargeAll,
    kRefresh,
  };

  noc::Cycle clock;  ///< in which the command begins
  Kind kind;
  int channel;
  int rank;
  int bank_group;
  int bank;  ///< within its group
  int row;
  int column;  ///< in bursts

  friend bool operator==(const DramCommand&, const DramCommand&) = default;
};

/// As data sheets abbreviate it: ACT, RD, WR, PRE, PREA, REF.
constexpr const char* name_of(DramCommand::Kind kind) {
  constexpr const char* kNames[] = {"ACT", "RD", "WR", "PRE", "PREA", "REF"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace eyeriss::hw
