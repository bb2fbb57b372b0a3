// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/pe.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

Pe::Pe(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
       const Architecture& architecture, int product_shift, noc::Barrier& pass_started)
    : Clocked(domain),
      sc_module(name),
      commands(2),
      ifmap_in(architecture.pe.ifmap_fifo_words),
      filter_in(architecture.pe.filter_fifo_words / architecture.filters_per_word()),
      psum_in(architecture.pe.psum_fifo_words / architecture.psums_per_word()),
      psum_out(architecture.pe.psum_fifo_words / architecture.psums_per_word()),
      psums_per_word_(architecture.psums_per_word()),
      pipeline_latency_(architecture.pe.pipeline_stages - 1),
      pass_started_(pass_started),
      core_(architecture.pe, product_shift, counters_) {}

void Pe::connect_above(Pe& above) {
  above_ = &above;
  above.psum_in.connect(this, &above);
}

Cycle Pe::evaluate(Cycle now, Cycle until) {
  const Cycle end = until == kNever ? kNever : until + 1;
  for (;;) {
    switch (phase_) {
      case Phase::kIdle:
        load_filters(end);
        if (!start_pass(until)) return kNever;
        break;
      case Phase::kBetweenWindows:
        accumulate(until);
        refill(until);
        // Between two passes no MAC can issue before the filters are complete.
        if (first_window_ || last_window_) load_filters(end);
        if (!start_window(until)) return wait(now);
        break;
      case Phase::kMac:
        issue_macs(until);
        if (now < mac_start_) load_filters(mac_start_);
        if (now < mac_end_) return mac_end_;
        finish_window();
        break;
    }
  }
}

bool Pe::start_pass(Cycle until) {
  const Cycle start = commands.pop_at(psum_time_, until);
  if (start == kNever) return false;
  pass_ = commands.front();
  commands.pop(start);
  pass_started_.arrive(start);
  psum_time_ = start;
  if (pass_.rows == 0) return true;
  core_.begin_pass(pass_);
  if (pass_.head_of_column) {
    counters_.psums_out += static_cast<std::uint64_t>(pass_.filters * pass_.windows) *
                           static_cast<std::uint64_t>(pass_.rows);
  }
  psum_target_ = pass_.head_of_column ? &psum_out : &above_->psum_in;
  window_ = 0;
  row_ = 0;
  first_window_ = true;
  last_window_ = false;
  words_missing_ = pass_.window_words();
  refill_time_ = start;
  phase_ = Phase::kBetweenWindows;
  return true;
}

void Pe::accumulate(Cycle until) {
  while (psums_left_ > 0) {
    if (lane_ == 0 && !start_psum_word(until)) return;
    const int in_word = std::min(psums_per_word_ - lane_, psums_left_);
    const Cycle cycles = until - psum_time_;  // that are left after this
    const int count = cycles >= in_word ? in_word : static_cast<int>(cycles) + 1;
    if (count <= 0) return;
    core_.accumulate(psums_added_, lane_, count, psum_in.front(), sum_);
    psum_time_ += count;
    psums_added_ += count;
    psums_left_ -= count;
    lane_ += count;
    if (count < in_word) return;
    lane_ = 0;
    psum_in.pop(psum_time_ - 1);
    psum_target_->push(sum_, psum_time_ - 1 + pipeline_latency_);
  }
}

bool Pe::start_psum_word(Cycle until) {
  const Cycle data = psum_in.pop_at(psum_time_, until);
  if (data == kNever) return false;
  const Cycle start = psum_target_->push_at(data, until);
  if (start == kNever) return false;
  counters_.wait_psum_in_cycles += static_cast<std::uint64_t>(data - psum_time_);
  counters_.wait_psum_out_cycles += static_cast<std::uint64_t>(start - data);
  psum_time_ = start;
  return true;
}

void Pe::refill(Cycle until) {
  while (words_missing_ > 0) {
    const Cycle at = ifmap_in.pop_at(refill_time_, until);
    if (at == kNever) return;
    core_.write_ifmap(ifmap_in.front());
    ifmap_in.pop(at);
    refill_time_ = at + 1;
    --words_missing_;
  }
}

void Pe::load_filters(Cycle end) {
  while (!filters_complete_ && core_.filters().room() > 0) {
    const Cycle start = filter_in.pop_at(filter_time_, end - 1);
    if (start == kNever) return;
    const noc::FilterWord& word = filter_in.front();
    int count = std::min(word.count - filter_lane_, core_.filters().room());
    if (end - start < count) count = static_cast<int>(end - start);
    core_.write_filters(&word.values[static_cast<std::size_t>(filter_lane_)], count);
    filter_lane_ += count;
    filter_time_ = start + count;
    if (filter_lane_ == word.count) {
      filter_lane_ = 0;
      filters_complete_ = word.last;
      filter_in.pop(filter_time_ - 1);
    }
  }
}

bool Pe::start_window(Cycle until) {
  if (psums_left_ > 0) return false;
  if (last_window_) {
    phase_ = Phase::kIdle;
    return true;
  }
  if (words_missing_ > 0 || (first_window_ && !filters_complete_)) return false;

  const Cycle filters_ready = first_window_ ? std::max(psum_time_, filter_time_) : psum_time_;
  const Cycle start = std::max(filters_ready, refill_time_);
  if (start > until) return false;
  counters_.wait_filter_cycles += static_cast<std::uint64_t>(filters_ready - psum_time_);
  counters_.wait_ifmap_cycles += static_cast<std::uint64_t>(start - filters_ready);

  mac_start_ = start;
  mac_end_ = start + pass_.window_macs();
  macs_issued_ = 0;
  if (first_window_) {
    first_window_ = false;
    filters_complete_ = false;
    filter_time_ = mac_end_;
    core_.filters().activate();
  }
  core_.begin_window();
  phase_ = Phase::kMac;
  return true;
}

void Pe::issue_macs(Cycle until) {
  const int all = pass_.window_macs();
  const int due = until >= mac_end_ ? all : static_cast<int>(until - mac_start_) + 1;
  if (due <= macs_issued_) return;
  core_.issue_macs(due - macs_issued_);
  macs_issued_ = due;
}

void Pe::finish_window() {
  const bool last_in_row = window_ + 1 == pass_.windows;
  last_window_ = last_in_row && row_ + 1 == pass_.rows;
  core_.end_window(last_in_row);
  if (last_window_) {
    core_.filters().release();
  } else if (last_in_row) {
    window_ = 0;
    ++row_;
    words_missing_ = pass_.window_words();
  } else {
    ++window_;
    words_missing_ = pass_.new_words();
  }
  psums_left_ = pass_.filters;
  psums_added_ = 0;
  psum_time_ = mac_end_;
  refill_time_ = mac_end_;
  filter_time_ = std::max(filter_time_, mac_end_);
  phase_ = Phase::kBetweenWindows;
}

/// In the middle of a pass, waiting for what is not known yet: the filter spad can be written in
/// this cycle, but MACs may issue in the next.
Cycle Pe::wait(Cycle now) {
  if (first_window_ || last_window_) return kNever;
  load_filters(now + 1);
  const bool more =
      !filters_complete_ && core_.filters().room() > 0 && filter_in.data_at() != kNever;
  return more ? std::max(now + 1, filter_in.data_at()) : kNever;
}

/// What follows from the data path is not counted a second time. Per MAC one ifmap read, and if it
/// is not gated one filter read, one psum read and one psum write; per psum handed on one psum
/// read, in a cycle of its own.
PeCounters Pe::counters() const {
  PeCounters counters = counters_;
  counters.macs_active = counters.mac_cycles - counters.macs_gated;
  counters.accumulate_cycles = counters.psum_additions;
  counters.ifmap_words_in = ifmap_in.pushed();
  counters.filter_words_in = filter_in.pushed();
  counters.psum_words_out = psum_out.pushed();
  counters.ifmap_spad = {counters.mac_cycles, counters.ifmap_words_in};
  counters.filter_spad.reads = counters.macs_active;
  counters.psum_spad = {counters.macs_active + counters.psum_additions, counters.macs_active};
  return counters;
}

const char* Pe::activity(Cycle now) const {
  if (is_in_macs(now)) return core_.ifmap_of(macs_issued_ - 1) == 0 ? "gated" : "mac";
  if (has_added(now)) return "add";
  if (phase_ == Phase::kIdle) return "idle";
  if (psums_left_ > 0) return psum_in.data_at() > now ? "w_in" : "w_out";
  const bool needs_filters = first_window_ && (!filters_complete_ || filter_time_ > now);
  return needs_filters ? "w_filter" : "w_ifmap";
}

void Pe::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.text("state", [this](Cycle now) { return activity(now); });
  scope.number("row", noc::kMostOfPointer, [this](Cycle) { return row_; });
  scope.number("window", noc::kMostOfPointer, [this](Cycle) { return window_; });
  scope.signed_number("ifmap", 16, [this](Cycle now) {
    return is_in_macs(now) ? core_.ifmap_of(macs_issued_ - 1) : 0;
  });
  scope.signed_number("psum", 16, [this](Cycle now) -> int {
    if (is_in_macs(now)) return core_.psum_of(macs_issued_ - 1);
    return has_added(now) ? sum_[static_cast<std::size_t>((psums_added_ - 1) % psums_per_word_)]
                          : 0;
  });
  scope.number("psum_pointer", noc::kMostOfPointer, [this](Cycle now) -> int {
    if (is_in_macs(now)) return (macs_issued_ - 1) % pass_.filters;
    return has_added(now) ? psums_added_ - 1 : 0;
  });
  scope.number("filter_pointer", noc::kMostOfPointer,
               [this](Cycle now) { return is_in_macs(now) ? macs_issued_ - 1 : 0; });
  scope.number("filter_spad", noc::kMostOfPointer, [this](Cycle) {
    return core_.filters().active_words() + core_.filters().next_words();
  });
  scope.number("ifmap_spad", noc::kMostOfPointer, [this](Cycle) { return core_.ifmap_words(); });
  probe_level(scope, "ifmap_fifo", ifmap_in);
  probe_level(scope, "filter_fifo", filter_in);
  probe_level(scope, "psum_in_fifo", psum_in);
  probe_level(scope, "psum_out_fifo", psum_out);
}

std::string Pe::state() const {
  static constexpr const char* kNames[] = {"idle", "between windows", "in MACs"};
  return std::string(name()) + ": " + kNames[static_cast<int>(phase_)] + ", row " +
         std::to_string(row_) + " window " + std::to_string(window_) +
         ", missing: " + std::to_string(words_missing_) + " ifmap words, " +
         std::to_string(psums_left_) + " psums" +
         (first_window_ && !filters_complete_ ? ", filters" : "");
}

}  // namespace eyeriss::hw
