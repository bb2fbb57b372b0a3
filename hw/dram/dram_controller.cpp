// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_controller.h"

#include <algorithm>
#include <bit>

namespace eyeriss::hw {

using noc::Cycle;
using Kind = DramCommand::Kind;

DramController::DramController(const DramConfig& config, int channel)
    : config_(config),
      channel_(channel),
      high_(std::max(1, config.queue_entries * 4 / 5)),
      low_(config.queue_entries / 5),
      device_(config),
      reads_(config.queue_entries, config.ranks * config.bank_groups * config.banks),
      writes_(config.queue_entries, config.ranks * config.bank_groups * config.banks),
      bypassed_(static_cast<std::size_t>(config.ranks * config.bank_groups * config.banks)) {
  for (int rank = 0; rank < config.ranks; ++rank) {
    // In turns, lest all ranks be away at once.
    const Cycle first = Cycle{config.timing.REFI} * (rank + 1) / config.ranks;
    refresh_due_at_.push_back(config.timing.REFI > 0 ? first : kNever);
  }
}

bool DramController::try_enter(bool write, const DramAddress& address, std::int64_t burst,
                               std::uint32_t tag, Cycle clock) {
  advance(clock);
  const int bank = address.bank;
  if (!write && writes_.may_hold(burst)) {
    bool is_there = false;
    writes_.visit_burst(bank, burst, [&](const DramQueue::Entry&) { is_there = true; });
    if (is_there) {
      forwarded_.push({clock + 1, tag, true});
      ++counters_.forwarded_reads;
      return true;
    }
  }
  DramQueue& queue = write ? writes_ : reads_;
  if (queue.is_full()) return false;
  DramQueue::Entry entry{};
  entry.age = entered_++;
  entry.burst = burst;
  entry.tag = tag;
  entry.bank = bank;
  entry.row = address.row;
  entry.column = address.column;
  if (write && reads_.may_hold(burst)) {
    reads_.visit_burst(bank, burst, [&](DramQueue::Entry& read) {
      read.blocks = true;
      ++entry.blockers;
    });
  }
  const int index = queue.add(entry, device_.open_row(bank));
  const bool was_writing = writing_;
  choose_direction();
  // Behind older requests of its bank it changes nothing.
  const bool is_in_front = queue.hit(bank) == index || queue.oldest(bank) == index;
  if (is_in_front || writing_ != was_writing) is_planned_ = false;
  return true;
}

/// Writes that wait for reads of their bursts do not count: else they would turn the bus around
/// for each write that has become free.
void DramController::choose_direction() {
  if (reads_.size() == 0) {
    writing_ = true;
  } else if (writes_.servable() <= low_) {
    writing_ = false;
  } else if (writes_.servable() >= high_) {
    writing_ = true;
  }
}

const DramCompletion* DramController::first_completion() const {
  if (forwarded_.empty()) return transferred_.empty() ? nullptr : &transferred_.front();
  const bool is_transfer =
      !transferred_.empty() && transferred_.front().at <= forwarded_.front().at;
  return is_transfer ? &transferred_.front() : &forwarded_.front();
}

Cycle DramController::completion_at() const {
  const DramCompletion* first = first_completion();
  return first != nullptr ? first->at : kNever;
}

DramCompletion DramController::pop_completion() {
  const DramCompletion completion = *first_completion();
  (completion.forwarded ? forwarded_ : transferred_).pop();
  return completion;
}

void DramController::plan() {
  next_ = {};
  if (queue().size() > 0) {
    config_.scheduling == DramConfig::Scheduling::kFcfs ? plan_oldest() : plan_banks();
  }
  if (config_.page == DramConfig::Page::kClosed) plan_closing();
  plan_refresh();
  is_planned_ = true;
}

void DramController::plan_oldest() {
  const DramQueue& queue = this->queue();
  int oldest = DramQueue::kNone;
  for (std::uint64_t banks = queue.banks(); banks != 0; banks &= banks - 1) {
    const int entry = queue.oldest(std::countr_zero(banks));
    if (entry == DramQueue::kNone) continue;
    if (oldest == DramQueue::kNone || queue.entry(entry).age < queue.entry(oldest).age) {
      oldest = entry;
    }
  }
  if (oldest != DramQueue::kNone) propose(queue.entry(oldest).bank, oldest);
}

void DramController::plan_banks() {
  const DramQueue& queue = this->queue();
  for (std::uint64_t banks = queue.banks(); banks != 0; banks &= banks - 1) {
    const int bank = std::countr_zero(banks);
    const int oldest = queue.oldest(bank);
    if (oldest == DramQueue::kNone) continue;
    const bool must_yield = bypassed_[static_cast<std::size_t>(bank)] >= kMaxBypass;
    const int hit = must_yield ? oldest : queue.hit(bank);
    propose(bank, hit != DramQueue::kNone ? hit : oldest);
  }
}

/// The command that serves a request next.
void DramController::propose(int bank, int entry) {
  const DramQueue::Entry& request = queue().entry(entry);
  Candidate candidate{.age = request.age, .bank = bank, .entry = entry};
  const int row = device_.open_row(bank);
  if (row == request.row) {
    candidate.urgency = kColumn;
    candidate.kind = writing_ ? Kind::kWrite : Kind::kRead;
    candidate.at = device_.column_at(bank, writing_);
  } else if (row == DramDevice::kClosed) {
    candidate.urgency = kRow;
    candidate.kind = Kind::kActivate;
    candidate.at = device_.activate_at(bank);
  } else {
    candidate.urgency = kRow;
    candidate.kind = Kind::kPrecharge;
    candidate.at = device_.precharge_at(bank);
  }
  propose(candidate);
}

void DramController::propose(Candidate& candidate) {
  if (candidate.at > next_.at) return;  // most are
  candidate.at = std::max({candidate.at, bus_free_at_, now_ + 1});
  // A rank whose refresh is due takes no other commands.
  const auto rank = static_cast<std::size_t>(device_.rank_of(candidate.bank));
  if (candidate.at >= refresh_due_at_[rank]) return;
  if (candidate.is_better_than(next_)) next_ = candidate;
}

void DramController::plan_closing() {
  for (std::uint64_t banks = device_.open_banks(); banks != 0; banks &= banks - 1) {
    const int bank = std::countr_zero(banks);
    const bool is_wanted =
        reads_.hit(bank) != DramQueue::kNone || writes_.hit(bank) != DramQueue::kNone;
    if (is_wanted) continue;
    Candidate candidate{.at = device_.precharge_at(bank), .kind = Kind::kPrecharge, .bank = bank};
    propose(candidate);
  }
}

void DramController::plan_refresh() {
  for (int rank = 0; rank < config_.ranks; ++rank) {
    const Cycle due = refresh_due_at_[static_cast<std::size_t>(rank)];
    if (due > next_.at || due == kNever) continue;
    const bool is_open = (device_.open_banks() & device_.banks_of(rank)) != 0;
    Candidate candidate{.urgency = kRefreshing, .bank = rank};
    candidate.kind = is_open ? Kind::kPrechargeAll : Kind::kRefresh;
    const Cycle ready = is_open ? device_.precharge_all_at(rank) : device_.refresh_at(rank);
    candidate.at = std::max({due, ready, bus_free_at_, now_ + 1});
    if (candidate.is_better_than(next_)) next_ = candidate;
  }
}

void DramController::issue() {
  const int bank = next_.bank;
  const Cycle clock = next_.at;
  bus_free_at_ = clock + config_.other_command_clocks;
  is_planned_ = false;
  now_ = clock;
  switch (next_.kind) {
    case Kind::kActivate:
      bus_free_at_ = clock + config_.access_command_clocks;
      begin(&DramCounters::row_misses);
      device_.activate(bank, queue().entry(next_.entry).row, clock);
      row_changed(bank);
      ++counters_.activates;
      break;
    case Kind::kRead:
    case Kind::kWrite:
      bus_free_at_ = clock + config_.access_command_clocks;
      begin(&DramCounters::row_hits);
      report(bank);
      issue_column();
      return;
    case Kind::kPrecharge:
      if (next_.entry != DramQueue::kNone) begin(&DramCounters::row_conflicts);
      device_.precharge(bank, clock);
      row_changed(bank);
      ++counters_.precharges;
      break;
    case Kind::kPrechargeAll: {
      std::uint64_t open = device_.open_banks() & device_.banks_of(bank);
      counters_.precharges += std::popcount(open);
      device_.precharge_all(bank, clock);
      for (; open != 0; open &= open - 1) row_changed(std::countr_zero(open));
      break;
    }
    case Kind::kRefresh:
      device_.refresh(bank, clock);
      refresh_due_at_[static_cast<std::size_t>(bank)] += config_.timing.REFI;
      ++counters_.refreshes;
      break;
  }
  report(bank);
}

void DramController::issue_column() {
  const int bank = next_.bank;
  const int row = device_.open_row(bank);
  DramQueue& queue = this->queue();
  const DramQueue::Entry request = queue.entry(next_.entry);
  transferred_.push({device_.column(bank, writing_, next_.at), request.tag, false});
  ++(writing_ ? counters_.writes : counters_.reads);

  int& bypassed = bypassed_[static_cast<std::size_t>(bank)];
  bypassed = queue.oldest(bank) == next_.entry ? 0 : bypassed + 1;
  queue.remove(next_.entry, row);
  if (request.blocks) {
    writes_.visit_burst(bank, request.burst,
                        [&](DramQueue::Entry& write) { writes_.unblock(write, row); });
  }
  choose_direction();
}

void DramController::begin(std::int64_t DramCounters::*outcome) {
  DramQueue::Entry& request = queue().entry(next_.entry);
  if (!request.has_begun) ++(counters_.*outcome);
  request.has_begun = true;
}

void DramController::row_changed(int bank) {
  const int row = device_.open_row(bank);
  reads_.row_changed(bank, row);
  writes_.row_changed(bank, row);
  bypassed_[static_cast<std::size_t>(bank)] = 0;
}

std::string DramController::state() const {
  return std::to_string(reads_.size()) + " reads and " + std::to_string(writes_.size()) +
         " writes wait";
}

void DramController::report(int bank) const {
  if (!observer_) return;
  DramCommand command{};
  command.clock = next_.at;
  command.kind = next_.kind;
  command.channel = channel_;
  if (next_.kind == Kind::kPrechargeAll || next_.kind == Kind::kRefresh) {
    command.rank = bank;
  } else {
    command.rank = device_.rank_of(bank);
    command.bank_group = bank / config_.banks % config_.bank_groups;
    command.bank = bank % config_.banks;
  }
  if (next_.kind != Kind::kPrecharge && next_.entry != DramQueue::kNone) {
    const DramQueue::Entry& request = (writing_ ? writes_ : reads_).entry(next_.entry);
    command.row = request.row;
    if (next_.kind != Kind::kActivate) command.column = request.column;
  }
  observer_(command);
}

}  // namespace eyeriss::hw
