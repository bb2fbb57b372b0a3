// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hw/dram/dram_config.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// The devices of one channel: open rows, and the first clock in which each command is allowed
/// by the JEDEC constraints. That the command bus is free is up to the controller.
class DramDevice {
 public:
  static constexpr int kClosed = -1;

  explicit DramDevice(const DramConfig& config);

  int rank_of(int bank) const { return bank >> rank_shift_; }
  std::uint64_t banks_of(int rank) const { return rank_mask_ << (rank << rank_shift_); }

  int open_row(int bank) const { return this->bank(bank).row; }
  /// Banks with an open row, a bit each.
  std::uint64_t open_banks() const { return open_; }

  /// @pre the bank is closed
  noc::Cycle activate_at(int bank) const;
  /// RD or WR. @pre the bank is open
  noc::Cycle column_at(int bank, bool write) const;
  /// @pre the bank is open
  noc::Cycle precharge_at(int bank) const { return this->bank(bank).precharge_at; }
  noc::Cycle precharge_all_at(int rank) const;
  /// @pre all banks of the rank are closed
  noc::Cycle refresh_at(int rank) const;

  void activate(int bank, int row, noc::Cycle clock);
  /// @return when the last data beat has been transferred
  noc::Cycle column(int bank, bool write, noc::Cycle clock);
  void precharge(int bank, noc::Cycle clock);
  void precharge_all(int rank, noc::Cycle clock);
  void refresh(int rank, noc::Cycle clock);

 private:
  using ByDirection = std::array<noc::Cycle, 2>;  // of a RD, of a WR

  struct Bank {
    int row = kClosed;
    noc::Cycle activate_at = 0;
    noc::Cycle column_at = 0;
    noc::Cycle precharge_at = 0;
  };
  struct Group {
    noc::Cycle activate_at = 0;
    ByDirection column_at{};
  };
  struct Rank {
    noc::Cycle activate_at = 0;
    ByDirection column_at{};
    std::array<noc::Cycle, 4> activates;  // the last ones, as a ring
    unsigned next_activate = 0;
  };

  Bank& bank(int index) { return banks_[static_cast<std::size_t>(index)]; }
  const Bank& bank(int index) const { return banks_[static_cast<std::size_t>(index)]; }
  const Group& group_of(int bank) const {
    return groups_[static_cast<std::size_t>(bank >> group_shift_)];
  }
  const Rank& rank(int index) const { return ranks_[static_cast<std::size_t>(index)]; }

  DramConfig::Timing timing_;
  int burst_clocks_;
  int group_shift_;          // bank to group, counted over all ranks
  int rank_shift_;           // bank to rank
  std::uint64_t rank_mask_;  // banks of rank 0
  std::uint64_t open_ = 0;
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Rank> ranks_;

  // Distances between column commands, by direction of the first and the second.
  using Distances = std::array<std::array<int, 2>, 2>;
  Distances same_group_;
  Distances same_rank_;
  Distances other_rank_;
};

}  // namespace eyeriss::hw
