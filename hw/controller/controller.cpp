// SPDX-License-Identifier: Apache-2.0
#include "hw/controller/controller.h"

#include <algorithm>

#include "hw/invariant.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

namespace {

constexpr std::uint64_t kMostPasses = 0xffffffff;

}  // namespace

Controller::Controller(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                       PassPlanner& planner, noc::Barrier& pass_started, IfmapStreamer& ifmaps,
                       FilterStreamer& filters, PsumStreamer& psums, LinkPort& link,
                       int ifmap_buffers, LayerCounters& counters)
    : Clocked(domain),
      sc_module(name),
      planner_(planner),
      pass_started_(pass_started),
      ifmaps_(ifmaps),
      filters_(filters),
      psums_(psums),
      link_(link),
      ifmap_buffers_(ifmap_buffers),
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
  count_cycles(now);
  take_events(now);
  send_filter_work(now);
  request_ifmaps();
  open_pass(now);
  command_pass(now);
  send_link_job(now);
  held_for_ = hold_reason();
  if (job(drained_) == nullptr && complete_.empty()) {
    phases.end(now);
    finish();
    return kNever;
  }
  if (phases.is_observed()) enter_phase(now);
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
    if (started_ > 0 && job(started_)->pass.new_ifmaps) ++ifmaps_left_;
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
      ++ifmaps_filled_;
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
    filters_to_fill_ = job(fills_requested_);
    if (filters_to_fill_ != nullptr) ++fills_requested_;
  }
  if (streams_started_ < fills_done_ && filters_.passes.space_at() <= now) {
    filters_.passes.push(job(streams_started_++), now);
  }
}

void Controller::request_ifmaps() {
  // What has been drained had its ifmaps.
  ifmaps_searched_ = std::max(ifmaps_searched_, drained_);
  while (ifmaps_requested_ < ifmaps_left_ + ifmap_buffers_) {
    const PassJob* next = job(ifmaps_searched_);
    if (next == nullptr) return;
    ++ifmaps_searched_;
    if (!next->pass.new_ifmaps) continue;
    link_jobs_.push_back({LinkJob::kIfmaps, next});
    ++ifmaps_requested_;
  }
}

void Controller::send_link_job(Cycle now) {
  if (!has_link_job() || link_.jobs.space_at() > now) return;
  const bool are_filters_next = fills_requested_ - 1 == opened_;
  if (filters_to_fill_ != nullptr && (are_filters_next || link_jobs_.empty())) {
    link_.jobs.push({LinkJob::kFilters, filters_to_fill_}, now);
    filters_to_fill_ = nullptr;
  } else {
    link_.jobs.push(link_jobs_.front(), now);
    link_jobs_.pop_front();
  }
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
  ++commanded_;
}

void Controller::open_pass(Cycle now) {
  if (started_ == opened_ || tile_finished_ || hold_reason() != nullptr) return;
  const PassJob* pass = job(opened_++);
  if (pass->pass.new_ifmaps) ++ifmaps_opened_;
  count_mapped();
  under_way_ = pass->configuration;
  ifmaps_.passes.push(pass, now);
  psums_.passes.push(pass, now);
  tile_finished_ = pass->pass.last_of_tile;
}

Cycle* Controller::hold_reason() {
  const PassJob* next = job(opened_);
  if (started_ == opened_ && next != nullptr) return nullptr;
  if (tile_finished_) return drained_ == opened_ ? &counters_.hold_ofmap_cycles : nullptr;
  if (next != nullptr && next->pass.new_ifmaps && ifmaps_filled_ == ifmaps_opened_)
    return &counters_.hold_ifmap_cycles;
  if (fills_done_ <= opened_) return &counters_.hold_filter_cycles;
  return nullptr;
}

void Controller::count_cycles(Cycle now) {
  const Cycle cycles = now - counted_;
  if (held_for_ != nullptr) *held_for_ += cycles;
  counters_.total_cycles = now;
  counted_ = now;
}

void Controller::count_mapped() {
  if (under_way_ != nullptr) {
    for (const auto& [pe, pass] : under_way_->pes) {
      if (pass.rows > 0) pe->count_mapped(counted_ - mapped_);
    }
  }
  mapped_ = counted_;
}

void Controller::enter_phase(Cycle now) {
  if (held_for_ == &counters_.hold_filter_cycles) {
    phases.enter(Phase::Kind::kHoldFilters, Phase::kNoPass, now);
  } else if (held_for_ == &counters_.hold_ifmap_cycles) {
    phases.enter(Phase::Kind::kHoldIfmaps, Phase::kNoPass, now);
  } else if (held_for_ == &counters_.hold_ofmap_cycles) {
    phases.enter(Phase::Kind::kHoldOfmaps, Phase::kNoPass, now);
  } else if (opened_ == 0) {
    phases.enter(Phase::Kind::kStart, Phase::kNoPass, now);
  } else {
    phases.enter(Phase::Kind::kPass, opened_ - 1, now);
  }
}

void Controller::finish() {
  count_mapped();
  is_finished_ = true;
  finished_();
}

Cycle Controller::next(Cycle now) {
  Cycle at = link_.done.pop_at(now + 1, kNever);
  at = std::min(at, filters_.done.pop_at(now + 1, kNever));
  at = std::min(at, psums_.done.pop_at(now + 1, kNever));
  if (started_ < commanded_ && pass_started_.open_at() != kNever)
    at = std::min(at, std::max(now + 1, pass_started_.open_at()));
  if (has_link_job()) at = std::min(at, link_.jobs.push_at(now + 1, kNever));
  if (streams_started_ < fills_done_) at = std::min(at, filters_.passes.push_at(now + 1, kNever));
  return at;
}

const char* Controller::activity() const {
  if (is_finished_) return "done";
  if (held_for_ == &counters_.hold_filter_cycles) return "h_filter";
  if (held_for_ == &counters_.hold_ifmap_cycles) return "h_ifmap";
  if (held_for_ == &counters_.hold_ofmap_cycles) return "h_ofmap";
  return opened_ == 0 ? "start" : "pass";
}

void Controller::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.text("state", [this](Cycle) { return activity(); });
  scope.number("pass", kMostPasses,
               [this](Cycle) { return std::max<std::int64_t>(0, opened_ - 1); });
  scope.number("passes_drained", kMostPasses, [this](Cycle) { return drained_; });
  scope.number("filters_filled", kMostPasses, [this](Cycle) { return fills_done_; });
  scope.number("ifmaps_filled", kMostPasses, [this](Cycle) { return ifmaps_filled_; });
  scope.number("mapped_pes", noc::kMostOfPointer,
               [this](Cycle) { return under_way_ == nullptr ? 0 : under_way_->active_pes; });
}

std::string Controller::state() const {
  return std::string(name()) + ": " + std::to_string(opened_) + " passes opened, " +
         std::to_string(drained_) + " drained, filters of " + std::to_string(fills_done_) +
         " filled and of " + std::to_string(streams_done_) + " streamed, ifmaps filled " +
         std::to_string(ifmaps_filled_) + " times" + (tile_finished_ ? ", tile finished" : "");
}

}  // namespace eyeriss::hw
