// SPDX-License-Identifier: Apache-2.0
#include "hw/controller/controller.h"

#include <algorithm>

#include "hw/invariant.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

Controller::Controller(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                       PassPlanner& planner, IfmapStreamer& ifmaps, FilterStreamer& filters,
                       PsumStreamer& psums, LinkPort& link, LayerCounters& counters)
    : sc_module(name),
      Clocked(domain),
      planner_(planner),
      ifmaps_(ifmaps),
      filters_(filters),
      psums_(psums),
      link_(link),
      counters_(counters) {}

void Controller::start_of_simulation() {
  link_jobs_.push_back({LinkJob::kIfmaps, job(0)});
  ifmaps_pending_ = true;
}

const PassJob* Controller::job(std::int64_t index) {
  while (drained_ + static_cast<std::int64_t>(jobs_.size()) <= index) {
    const auto next = planner_.next();
    if (!next) return nullptr;
    jobs_.push_back(*next);
  }
  return &jobs_[static_cast<std::size_t>(index - drained_)];
}

Cycle Controller::evaluate(Cycle now, Cycle /*until*/) {
  if (is_finished_) return kNever;
  count_held(now);
  take_events(now);
  send_filter_work(now);
  send_link_job(now);
  try_open(now);
  held_for_ = hold_reason();
  if (job(drained_) == nullptr && drains_pending_ == 0) {
    is_finished_ = true;
    counters_.total_cycles = now;
    finished_();
    return kNever;
  }
  return next(now);
}

void Controller::take_events(Cycle now) {
  take_link_event(now);
  if (filters_.done.data_at() <= now) {
    filters_.done.pop(now);
    ++streams_done_;
  }
  if (psums_.done.data_at() <= now) {
    psums_.done.pop(now);
    pass_drained();
  }
}

void Controller::take_link_event(Cycle now) {
  if (link_.done.data_at() > now) return;
  switch (link_.done.front().kind) {
    case LinkJob::kFilters:
      ++fills_done_;
      break;
    case LinkJob::kIfmaps:
      ifmaps_pending_ = false;
      break;
    case LinkJob::kOfmaps:
      to_drain_.pop_front();
      --drains_pending_;
      break;
  }
  link_.done.pop(now);
}

void Controller::pass_drained() {
  const Pass pass = jobs_.front().pass;
  if (pass.last_channels) to_drain_.push_back(jobs_.front());
  jobs_.pop_front();
  ++drained_;
  ++counters_.passes;
  if (pass.last_of_tile) {
    for (const PassJob& complete : to_drain_) link_jobs_.push_back({LinkJob::kOfmaps, &complete});
    drains_pending_ = to_drain_.size();
  }
  const PassJob* following = job(drained_);
  if (following != nullptr && following->pass.new_ifmaps) {
    link_jobs_.push_back({LinkJob::kIfmaps, following});
    ifmaps_pending_ = true;
  }
}

void Controller::send_filter_work(Cycle now) {
  if (fills_requested_ == streams_done_) {
    if (const PassJob* next = job(fills_requested_)) {
      // Ahead of ifmaps and ofmaps that have not been handed on yet: it was due first.
      link_jobs_.push_front({LinkJob::kFilters, next});
      ++fills_requested_;
    }
  }
  if (streams_started_ < fills_done_ && filters_.passes.space_at() <= now) {
    filters_.passes.push(job(streams_started_++), now);
  }
}

void Controller::send_link_job(Cycle now) {
  if (link_jobs_.empty() || link_.jobs.space_at() > now) return;
  link_.jobs.push(link_jobs_.front(), now);
  link_jobs_.pop_front();
}

void Controller::try_open(Cycle now) {
  if (opened_ != drained_) return;
  const PassJob* next = job(opened_);
  if (next == nullptr || hold_reason() != nullptr) return;
  open(*next, now);
  ++opened_;
}

void Controller::open(const PassJob& job, Cycle now) {
  for (const auto& [pe, pass] : job.configuration->pes) {
    require(pe->commands.space_at() <= now, "a PE has not started the pass before");
    pe->commands.push(pass, now);
  }
  ifmaps_.passes.push(&job, now);
  psums_.passes.push(&job, now);
  counters_.active_pes =
      std::max<std::uint64_t>(counters_.active_pes, job.configuration->pes.size());
}

/// The counter of what the next pass waits for off chip; null if it waits for nothing there.
Cycle* Controller::hold_reason() {
  if (opened_ != drained_) return nullptr;
  if (drains_pending_ > 0) return &counters_.hold_ofmap_cycles;
  if (ifmaps_pending_) return &counters_.hold_ifmap_cycles;
  if (fills_done_ <= opened_) return &counters_.hold_filter_cycles;
  return nullptr;
}

void Controller::count_held(Cycle now) {
  if (held_for_ != nullptr) *held_for_ += now - held_since_;
  held_since_ = now;
}

Cycle Controller::next(Cycle now) {
  Cycle at = link_.done.pop_at(now + 1, kNever);
  at = std::min(at, filters_.done.pop_at(now + 1, kNever));
  at = std::min(at, psums_.done.pop_at(now + 1, kNever));
  if (!link_jobs_.empty()) at = std::min(at, link_.jobs.push_at(now + 1, kNever));
  if (streams_started_ < fills_done_) at = std::min(at, filters_.passes.push_at(now + 1, kNever));
  return at;
}

std::string Controller::state() const {
  return std::string(name()) + ": " + std::to_string(opened_) + " passes opened, " +
         std::to_string(drained_) + " drained, filters of " + std::to_string(fills_done_) +
         " filled and of " + std::to_string(streams_done_) + " streamed" +
         (ifmaps_pending_ ? ", ifmaps pending" : "") +
         (drains_pending_ > 0 ? ", ofmaps draining" : "");
}

}  // namespace eyeriss::hw
