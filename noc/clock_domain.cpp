// SPDX-License-Identifier: Apache-2.0
#include "noc/clock_domain.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace eyeriss::noc {
namespace {

constexpr std::uint64_t kHeartbeatMask = (1u << 18) - 1;

sc_core::sc_time from_ps(std::int64_t ps) { return {static_cast<double>(ps), sc_core::SC_PS}; }

std::int64_t now_ps() {
  return static_cast<std::int64_t>(sc_core::sc_time_stamp().value());  // resolution is 1 ps
}

/// Time of the next thing that the kernel has to do, this very moment included.
std::int64_t pending_activity_ps() {
  const auto wait = sc_core::sc_time_to_pending_activity().value();
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  return wait < static_cast<std::uint64_t>(kEnd - now_ps())
             ? now_ps() + static_cast<std::int64_t>(wait)
             : kEnd;
}

}  // namespace

ClockDomain::ClockDomain(const sc_core::sc_module_name& name, double clock_mhz,
                         const Schedule& schedule)
    : sc_module(name),
      schedule_(schedule),
      period_ps_(std::max<std::int64_t>(1, std::llround(1e6 / clock_mhz))),
      shuffle_(schedule.shuffle_seed),
      stall_seeds_(schedule.stall_seed) {
  SC_METHOD(run);
}

void ClockDomain::attach(Clocked& module) {
  module.id_ = static_cast<int>(modules_.size());
  modules_.push_back(&module);
}

void ClockDomain::start_of_simulation() {
  if (schedule_.shuffle_seed != 0) {
    std::shuffle(modules_.begin(), modules_.end(), shuffle_);
    for (std::size_t id = 0; id < modules_.size(); ++id) modules_[id]->id_ = static_cast<int>(id);
  }
  for (const Clocked* module : modules_) {
    if (!module->acts_ahead()) late_.push_back(module);
  }
  wheel_ = std::make_unique<TimingWheel>(static_cast<int>(modules_.size()));
  call_all(0);
  if (sample_) begin_interval(0);
  if (sample_ || look_) begin_stretch(0);
}

void ClockDomain::sample_every(std::int64_t interval_ps, std::function<void(Cycle)> sample) {
  interval_ps_ = interval_ps;
  sample_ = std::move(sample);
}

void ClockDomain::watch(Cycle first, Cycle last, std::function<void(Cycle)> look) {
  watch_first_ = first;
  watch_last_ = last;
  look_ = std::move(look);
}

void ClockDomain::begin_interval(Cycle first) {
  for (;;) {
    interval_end_ps_ += interval_ps_;
    last_of_interval_ = first_cycle_after(interval_end_ps_ - 1) - 1;
    if (last_of_interval_ >= first) return;
    sample_(last_of_interval_);  // no cycle begins in this one
  }
}

/// A stretch ends where somebody looks on. All modules are called in its first cycle, because they
/// were kept from looking beyond the one before, and in its last those that do not act ahead, to
/// have done all that is due by then.
void ClockDomain::begin_stretch(Cycle first) {
  last_of_stretch_ = last_of_interval_;
  if (first <= watch_last_)
    last_of_stretch_ = std::min(last_of_stretch_, std::max(first, watch_first_ - 1));
  call_all(first);
}

void ClockDomain::call_all(Cycle cycle) {
  for (const Clocked* module : modules_) wheel_->schedule(module->id_, cycle);
}

void ClockDomain::end_stretch(Cycle last) {
  if (last >= watch_first_ - 1 && last <= watch_last_) look_(last);
  if (last == last_of_interval_) {
    sample_(last);
    begin_interval(last + 1);
  }
  begin_stretch(last + 1);
}

void ClockDomain::wake(int id, Cycle at) {
  wheel_->schedule(id, at);
  if (!running_) {
    woken_.notify(from_ps(std::max<std::int64_t>(0, time_of(at) - now_ps())));
    kernel_has_news_ = true;
  }
}

void ClockDomain::run() {
  running_ = true;
  try {
    run_ahead();
  } catch (...) {
    if (!on_fault_) throw;
    stop_after(-1);
    on_fault_(std::current_exception());
  }
  running_ = false;
}

void ClockDomain::run_ahead() {
  kernel_has_news_ = true;
  std::int64_t horizon_ps = 0;
  for (;;) {
    Cycle next = schedule_.every_cycle ? now_ + 1 : wheel_->next();
    next = std::min(next, last_of_stretch_);
    if (next != kNever && time_of(next) > stop_ps_) break;
    if (next == kNever) {
      next_trigger(woken_);
      break;
    }
    if (kernel_has_news_) {
      kernel_has_news_ = false;
      horizon_ps = pending_activity_ps();
    }
    if (time_of(next) > (is_watched(next) ? now_ps() : horizon_ps)) {
      next_trigger(from_ps(time_of(next) - now_ps()), woken_);
      break;
    }
    now_ = next;
    if (schedule_.every_cycle) {
      evaluate_all(next);
    } else {
      evaluate_due(next);
    }
    if (next == last_of_stretch_) end_stretch(next);
    if ((++evaluated_cycles_ & kHeartbeatMask) == 0 && heartbeat_) heartbeat_(next);
  }
}

void ClockDomain::evaluate_due(Cycle cycle) {
  const auto evaluate = [this, cycle](int id) {
    const Cycle next = modules_[static_cast<std::size_t>(id)]->evaluate(cycle, last_of_stretch_);
    if (next != kNever) wheel_->schedule(id, next);
  };
  if (cycle < last_of_stretch_) {
    wheel_->expire(cycle, evaluate);
  } else {  // each once; not by way of the wheel, which reaches only so far
    wheel_->expire(cycle, [&](int id) {
      if (modules_[static_cast<std::size_t>(id)]->acts_ahead()) evaluate(id);
    });
    for (const Clocked* module : late_) evaluate(module->id_);
  }
  if (schedule_.shuffle_seed != 0 && shuffle_() % 4 == 0) {
    // A call without need must be harmless, too. (Seldom enough for time to come to an end.)
    wheel_->schedule(static_cast<int>(shuffle_() % modules_.size()),
                     cycle + 1 + static_cast<Cycle>(shuffle_() % 40));
  }
}

void ClockDomain::evaluate_all(Cycle cycle) {
  if (schedule_.shuffle_seed != 0) {
    // Ids stay: the wheel is not used in this schedule.
    std::shuffle(modules_.begin(), modules_.end(), shuffle_);
  }
  for (Clocked* module : modules_) module->evaluate(cycle, cycle);
}

std::string ClockDomain::state() const {
  std::string lines;
  for (const Clocked* module : modules_) lines += module->state() + '\n';
  return lines;
}

}  // namespace eyeriss::noc
