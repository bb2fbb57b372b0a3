// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_device.h"

#include <algorithm>
#include <bit>

namespace eyeriss::hw {

using noc::Cycle;

namespace {

constexpr Cycle kLongAgo = -(Cycle{1} << 40);

int log2(int power_of_two) { return std::countr_zero(static_cast<unsigned>(power_of_two)); }

void not_before(Cycle& earliest, Cycle clock) { earliest = std::max(earliest, clock); }

}  // namespace

DramDevice::DramDevice(const DramConfig& config)
    : timing_(config.timing),
      burst_clocks_(config.burst_clocks),
      group_shift_(log2(config.banks)),
      rank_shift_(group_shift_ + log2(config.bank_groups)),
      rank_mask_(~std::uint64_t{0} >> (64 - (config.banks * config.bank_groups))),
      banks_(static_cast<std::size_t>(config.ranks * config.bank_groups * config.banks)),
      groups_(static_cast<std::size_t>(config.ranks * config.bank_groups)),
      ranks_(static_cast<std::size_t>(config.ranks)) {
  const auto& t = timing_;
  const int read_to_write = t.CL + burst_clocks_ + t.RTW - t.CWL;
  const int written = t.CWL + burst_clocks_;
  same_group_ = {{{t.CCD_L, std::max(t.CCD_L, read_to_write)},
                  {std::max(t.CCD_L, written + t.WTR_L), t.CCD_L}}};
  same_rank_ = {{{t.CCD_S, std::max(t.CCD_S, read_to_write)},
                 {std::max(t.CCD_S, written + t.WTR_S), t.CCD_S}}};
  // Between ranks nothing but the data bus counts.
  const int next = burst_clocks_ + t.RTRS;
  other_rank_ = {{{next, next + t.CL - t.CWL}, {next + t.CWL - t.CL, next}}};
  for (Rank& rank : ranks_) rank.activates.fill(kLongAgo);
}

Cycle DramDevice::activate_at(int bank) const {
  const Rank& rank = this->rank(rank_of(bank));
  return std::max({this->bank(bank).activate_at, group_of(bank).activate_at, rank.activate_at,
                   rank.activates[rank.next_activate] + timing_.FAW});
}

Cycle DramDevice::column_at(int bank, bool write) const {
  return std::max({this->bank(bank).column_at, group_of(bank).column_at[write],
                   rank(rank_of(bank)).column_at[write]});
}

Cycle DramDevice::precharge_all_at(int rank) const {
  Cycle at = 0;
  for (std::uint64_t open = open_ & banks_of(rank); open != 0; open &= open - 1) {
    at = std::max(at, bank(std::countr_zero(open)).precharge_at);
  }
  return at;
}

Cycle DramDevice::refresh_at(int rank) const {
  Cycle at = 0;
  for (std::uint64_t all = banks_of(rank); all != 0; all &= all - 1) {
    at = std::max(at, bank(std::countr_zero(all)).activate_at);
  }
  return at;
}

void DramDevice::activate(int index, int row, Cycle clock) {
  Bank& opened = bank(index);
  opened.row = row;
  open_ |= std::uint64_t{1} << index;
  opened.column_at = clock + timing_.RCD;
  opened.precharge_at = clock + timing_.RAS;
  opened.activate_at = clock + timing_.RC;
  not_before(groups_[static_cast<std::size_t>(index >> group_shift_)].activate_at,
             clock + timing_.RRD_L);
  Rank& rank = ranks_[static_cast<std::size_t>(rank_of(index))];
  not_before(rank.activate_at, clock + timing_.RRD_S);
  rank.activates[rank.next_activate] = clock;
  rank.next_activate = (rank.next_activate + 1) % 4;
}

Cycle DramDevice::column(int index, bool write, Cycle clock) {
  const int own_rank = rank_of(index);
  for (int i = 0; i < static_cast<int>(ranks_.size()); ++i) {
    const auto& distance = (i == own_rank ? same_rank_ : other_rank_)[write];
    auto& column_at = ranks_[static_cast<std::size_t>(i)].column_at;
    for (const bool next_write : {false, true}) {
      not_before(column_at[next_write], clock + distance[next_write]);
    }
  }
  auto& column_at = groups_[static_cast<std::size_t>(index >> group_shift_)].column_at;
  for (const bool next_write : {false, true}) {
    not_before(column_at[next_write], clock + same_group_[write][next_write]);
  }
  const Cycle end = clock + (write ? timing_.CWL : timing_.CL) + burst_clocks_;
  not_before(bank(index).precharge_at, write ? end + timing_.WR : clock + timing_.RTP);
  return end;
}

void DramDevice::precharge(int index, Cycle clock) {
  bank(index).row = kClosed;
  open_ &= ~(std::uint64_t{1} << index);
  not_before(bank(index).activate_at, clock + timing_.RP);
}

void DramDevice::precharge_all(int rank, Cycle clock) {
  for (std::uint64_t open = open_ & banks_of(rank); open != 0; open &= open - 1) {
    precharge(std::countr_zero(open), clock);
  }
  for (std::uint64_t all = banks_of(rank); all != 0; all &= all - 1) {
    not_before(bank(std::countr_zero(all)).activate_at, clock + timing_.RPAB);
  }
}

void DramDevice::refresh(int rank, Cycle clock) {
  for (std::uint64_t all = banks_of(rank); all != 0; all &= all - 1) {
    bank(std::countr_zero(all)).activate_at = clock + timing_.RFC;
  }
}

}  // namespace eyeriss::hw
