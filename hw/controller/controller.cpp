// SPDX-License-Identifier: Apache-2.0
#include "hw/controller/controller.h"

#include <algorithm>

#include "hw/invariant.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

Controller::Controller(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                       PassPlanner& planner, noc::Barrier& pass_started, IfmapStreamer& ifmaps,
                       FilterStreamer& filters, PsumStreamer& psums, LinkPort& link,
                       LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      planner_(planner),
      pass_started_(pass_started),
      ifmaps_(ifmaps),
      filters_(filters),
      psums_(psums),
      link_(link),
      counters_(counters) {
  pass_started_.connect(*this);
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
  open_pass(now);
  command_pass(now);
  send_link_job(now);
  held_for_ = hold_reason();
  if (job(drained_) == nullptr && complete_.empty()) {
    finish(now);
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
  if (started_ < commanded_ && pass_started_.open_at() <= now) {
    if (ifmaps_missing_) link_jobs_.push_back({LinkJob::kIfmaps, job(started_)});
    ++started_;
  }
}

void Controller::take_link_event(Cycle now) {
  if (link_.done.data_at() > now) return;
  switch (link_.done.front().kind) {
    case LinkJob::kFilters:
      ++fills_done_;
      break;
    case LinkJob::kIfmaps:
      ifmaps_missing_ = false;
      break;
    case LinkJob::kOfmaps:
      complete_.pop_front();
      tile_finished_ = !complete_.empty();
      break;
  }
  link_.done.pop(now);
}

void Controller::pass_drained() {
  const Pass pass = jobs_.front().pass;
  if (pass.last_channels) complete_.push_back(jobs_.front());
  jobs_.pop_front();
  ++drained_;
  ++counters_.passes;
  if (!pass.last_of_tile) return;
  for (const PassJob& complete : complete_) link_jobs_.push_back({LinkJob::kOfmaps, &complete});
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

void Controller::command_pass(Cycle now) {
  if (commanded_ > opened_) return;
  const PassJob* next = job(commanded_);
  if (next == nullptr) return;
  pass_started_.expect(static_cast<int>(next->configuration->pes.size()));
  for (const auto& [pe, pass] : next->configuration->pes) {
    require(pe->commands.space_at() <= now, "a PE has not started the pass before");
    pe->commands.push(pass, now);
  }
  counters_.active_pes =
      std::max(counters_.active_pes, static_cast<std::uint64_t>(next->configuration->active_pes));
  ifmaps_missing_ = next->pass.new_ifmaps;
  ++commanded_;
}

void Controller::open_pass(Cycle now) {
  if (started_ == opened_ || tile_finished_ || hold_reason() != nullptr) return;
  const PassJob* pass = job(opened_++);
  ifmaps_.passes.push(pass, now);
  psums_.passes.push(pass, now);
  tile_finished_ = pass->pass.last_of_tile;
}

Cycle* Controller::hold_reason() {
  if (started_ == opened_ && job(opened_) != nullptr) return nullptr;
  if (tile_finished_) return drained_ == opened_ ? &counters_.hold_ofmap_cycles : nullptr;
  if (ifmaps_missing_) return &counters_.hold_ifmap_cycles;
  if (fills_done_ <= opened_) return &counters_.hold_filter_cycles;
  return nullptr;
}

void Controller::count_held(Cycle now) {
  if (held_for_ != nullptr) *held_for_ += now - held_since_;
  held_since_ = now;
}

void Controller::finish(Cycle now) {
  is_finished_ = true;
  counters_.total_cycles = now;
  finished_();
}

Cycle Controller::next(Cycle now) {
  Cycle at = link_.done.pop_at(now + 1, kNever);
  at = std::min(at, filters_.done.pop_at(now + 1, kNever));
  at = std::min(at, psums_.done.pop_at(now + 1, kNever));
  if (started_ < commanded_ && pass_started_.open_at() != kNever)
    at = std::min(at, std::max(now + 1, pass_started_.open_at()));
  if (!link_jobs_.empty()) at = std::min(at, link_.jobs.push_at(now + 1, kNever));
  if (streams_started_ < fills_done_) at = std::min(at, filters_.passes.push_at(now + 1, kNever));
  return at;
}

std::string Controller::state() const {
  return std::string(name()) + ": " + std::to_string(opened_) + " passes opened, " +
         std::to_string(drained_) + " drained, filters of " + std::to_string(fills_done_) +
         " filled and of " + std::to_string(streams_done_) + " streamed" +
         (ifmaps_missing_ ? ", ifmaps missing" : "") + (tile_finished_ ? ", tile finished" : "");
}

}  // namespace eyeriss::hw
