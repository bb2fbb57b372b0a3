// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_pe.h"

#include <algorithm>

#include "hw/ceil_div.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

ClusterPe::ClusterPe(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                     const ClusterArchitecture& architecture, SourceHops hops)
    : Clocked(domain),
      sc_module(name),
      iact_in(architecture.pe.iact_fifo_words + hops.iacts),
      weight_in(architecture.pe.weight_fifo_words + hops.weights),
      psum_in(architecture.pe.psum_fifo_words),
      psum_out(architecture.pe.psum_fifo_words),
      sizes_(architecture.pe),
      psums_per_word_(architecture.noc.psum.values),
      core_(architecture.pe, counters_) {}

void ClusterPe::connect_next(ClusterPe& next) {
  next_ = &next;
  next.psum_in.connect(this, &next);
}

Cycle ClusterPe::evaluate(Cycle now, Cycle until) {
  do {
    begin_pass();
    accumulate(until);
    load_weights(until);
    refill(until);
    start_window(until);
    issue(until);
  } while (finish_window(now));
  const bool is_busy = work_ != nullptr || adding_.psums > 0;
  if (until == now && is_busy) count_mapped(now + 1);  // an interval may end here
  return in_window_ && window_end_ > now ? window_end_ : kNever;
}

void ClusterPe::begin_pass() {
  if (work_ != nullptr || started_ == works_.size()) return;
  work_ = works_[started_++];
  core_.begin_pass(work_->pass);
  window_ = 0;
  row_ = 0;
}

void ClusterPe::load_weights(Cycle until) {
  if (work_ == nullptr) return;
  while (!core_.weights_complete()) {
    const Cycle at = weight_in.pop_at(weight_time_, until);
    if (at == kNever) return;
    const int words = core_.weight_words();
    core_.write_weights(weight_in.front());
    weight_in.pop(at);
    weight_time_ = at + std::max(1, core_.weight_words() - words);
  }
}

void ClusterPe::refill(Cycle until) {
  for (;;) {
    const Cycle at = iact_in.pop_at(std::max(iact_time_, room_time_), until);
    if (at == kNever || !core_.has_room(iact_in.front())) return;
    core_.write_iacts(iact_in.front());
    if (iact_in.front().ends_segment) segments_taken_.push_back(at);
    iact_in.pop(at);
    iact_time_ = at + 1;
  }
}

void ClusterPe::start_window(Cycle until) {
  if (work_ == nullptr || in_window_ || waiting_.psums > 0) return;
  if (adding_.psums > 0 && !overlaps_next()) return;
  const int segments = work_->pass.window_segments();
  if (core_.segments() < segments || !core_.weights_complete()) return;

  const Cycle free = std::max(window_end_, room_for_psums_at());
  const Cycle with_weights = std::max(free, weights_ready_at());
  const Cycle iacts_ready = segments_taken_[static_cast<std::size_t>(segments) - 1] + 1 +
                            sizes_.iact_fetch_stages + sizes_.weight_fetch_stages;
  const Cycle start = std::max(with_weights, iacts_ready);
  if (start > until) return;
  if (sizes_.overlaps_accumulation) {
    counters_.wait_psum_out_cycles += static_cast<std::uint64_t>(free - window_end_);
  }
  counters_.wait_filter_cycles += static_cast<std::uint64_t>(with_weights - free);
  counters_.wait_ifmap_cycles += static_cast<std::uint64_t>(start - with_weights);

  core_.begin_window();
  psums_of_last_ = work_->pass.filters;
  window_start_ = start;
  window_end_ = start + core_.window_cycles();
  issued_ = 0;
  in_window_ = true;
}

void ClusterPe::issue(Cycle until) {
  if (!in_window_) return;
  const int due = static_cast<int>(std::min(until, window_end_ - 1) - window_start_ + 1);
  if (due > issued_) {
    core_.issue(due - issued_);
    issued_ = due;
  }
}

/// Not ahead of time: until then, iacts may come that have room beside those of this window.
bool ClusterPe::finish_window(Cycle now) {
  if (!in_window_ || now < window_end_) return false;
  in_window_ = false;
  const ClusterPePass& pass = work_->pass;
  const bool last_in_row = window_ + 1 == pass.windows;
  const int dropped = last_in_row ? pass.window_segments() : 1;
  core_.end_window(last_in_row);
  segments_taken_.erase(segments_taken_.begin(), segments_taken_.begin() + dropped);
  room_time_ = window_end_;

  const EndedWindow ended{.psums = pass.filters,
                          .parity = parity_,
                          .target = work_->is_head ? &psum_out : &next_->psum_in,
                          .delay = work_->psum_hops + work_->psum_detour,
                          .ended_at = window_end_};
  parity_ = 1 - parity_;
  if (adding_.psums > 0) {
    waiting_ = ended;
  } else {
    begin_accumulation(ended);
  }
  if (!last_in_row) {
    ++window_;
  } else if (row_ + 1 < pass.rows) {
    window_ = 0;
    ++row_;
  } else {
    core_.release_weights();
    weight_time_ = window_end_;
    work_ = nullptr;
  }
  return true;
}

void ClusterPe::begin_accumulation(const EndedWindow& window) {
  core_.begin_accumulation();
  adding_ = window;
  psums_added_ = 0;
  psum_time_ = std::max(psum_time_, window.ended_at);
}

void ClusterPe::accumulate(Cycle until) {
  while (adding_.psums > 0) {
    const Cycle data = psum_in.data_at();
    const Cycle space = adding_.target->space_at();
    if (data == kNever) psum_in.wait_for_data();
    if (space == kNever) adding_.target->wait_for_space();
    if (data == kNever || space == kNever) return;
    const int count = std::min(psums_per_word_, adding_.psums);
    const Cycle seen = std::max(psum_time_, data);
    const Cycle start = std::max(seen, space);
    const Cycle last = start + ceil_div(count, sizes_.macs_per_cycle) - 1;
    if (last > until) return;
    sum_ = {};
    core_.accumulate(psums_added_, count, psum_in.front(), sum_);
    psum_in.pop(last);
    adding_.target->push(sum_, last + sizes_.mac_stages - 1 + adding_.delay);
    if (adding_.target != &psum_out) {
      ++counters_.local_words;
      counters_.psum_hops += static_cast<std::uint64_t>(adding_.delay);
    }
    if (!sizes_.overlaps_accumulation) {
      counters_.wait_psum_in_cycles += static_cast<std::uint64_t>(seen - psum_time_);
      counters_.wait_psum_out_cycles += static_cast<std::uint64_t>(start - seen);
      counters_.accumulate_cycles += static_cast<std::uint64_t>(last + 1 - start);
    }
    psum_time_ = last + 1;
    count_mapped(psum_time_);
    psums_added_ += count;
    adding_.psums -= count;
    if (adding_.psums == 0) end_accumulation();
  }
}

void ClusterPe::count_mapped(Cycle end) {
  if (end <= counted_) return;
  counters_.mapped_cycles += end - counted_;
  counted_ = end;
}

void ClusterPe::end_accumulation() {
  added_at_[adding_.parity] = psum_time_;
  if (waiting_.psums == 0) return;
  begin_accumulation(waiting_);
  waiting_.psums = 0;
}

PeCounters ClusterPe::counters() const {
  PeCounters counters = counters_;
  counters.ifmap_words_in = iact_in.pushed();
  counters.filter_words_in = weight_in.pushed();
  counters.psum_words_out = psum_out.pushed();
  return counters;
}

bool ClusterPe::waits_for_psums(Cycle now) const {
  const bool has_none = waiting_.psums > 0 || (adding_.psums > 0 && !overlaps_next());
  return has_none || room_for_psums_at() > now;
}

const char* ClusterPe::activity(Cycle now) const {
  if (in_window_) {
    const ClusterPeCore::Work work = core_.work();
    if (work.is_bubble) return "bubble";
    return work.iact == 0 ? "gated" : "mac";
  }
  const bool is_adding = adding_.psums > 0 || has_added_word(now);
  if (!sizes_.overlaps_accumulation && is_adding) return adder_activity(now);
  if (work_ == nullptr) return is_adding ? "drain" : "idle";
  if (sizes_.overlaps_accumulation && waits_for_psums(now)) return "w_out";
  return !core_.weights_complete() || weights_ready_at() > now ? "w_filter" : "w_ifmap";
}

const char* ClusterPe::adder_activity(Cycle now) const {
  if (has_added_word(now)) return "add";
  if (adding_.psums == 0) return "idle";
  if (psum_in.data_at() > now) return "w_in";
  return adding_.target->space_at() > now ? "w_out" : "add";
}

void ClusterPe::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  const auto count = [](int most) { return static_cast<std::uint64_t>(most); };
  scope.text("state", [this](Cycle now) { return activity(now); });
  scope.text("adders", [this](Cycle now) { return adder_activity(now); });
  scope.number("pass", count(static_cast<int>(works_.size())),
               [this](Cycle) { return started_ > 0 ? started_ - 1 : 0; });
  scope.number("row", noc::kMostOfPointer, [this](Cycle) { return row_; });
  scope.number("window", noc::kMostOfPointer, [this](Cycle) { return window_; });
  scope.number("macs", count(sizes_.macs_per_cycle), [this](Cycle) { return work().macs; });
  scope.number("macs_gated", count(sizes_.macs_per_cycle), [this](Cycle) { return work().gated; });
  scope.signed_number("iact", 16, [this](Cycle) { return work().iact; });
  scope.signed_number("weight", 16, [this](Cycle) { return work().weight; });
  scope.number("psum_pointer", count(sizes_.psums), [this](Cycle) { return work().filter; });
  scope.signed_number("sum", 32,
                      [this](Cycle now) { return has_added_word(now) ? sum_.front() : 0; });
  scope.number("psums_added", count(sizes_.psums), [this](Cycle) { return psums_added_; });
  scope.number("iact_spad", count(sizes_.iact_values),
               [this](Cycle) { return core_.iact_entries(); });
  scope.number("iact_segments", count(sizes_.iact_segments),
               [this](Cycle) { return core_.segments(); });
  scope.number("weight_spad", count(sizes_.weight_words),
               [this](Cycle) { return core_.weight_words(); });
  probe_level(scope, "iact_fifo", iact_in);
  probe_level(scope, "weight_fifo", weight_in);
  probe_level(scope, "psum_in_fifo", psum_in);
  probe_level(scope, "psum_out_fifo", psum_out);
}

std::string ClusterPe::state() const {
  return std::string(name()) + ": pass " + std::to_string(started_) + " of " +
         std::to_string(works_.size()) + ", row " + std::to_string(row_) + " window " +
         std::to_string(window_) + (in_window_ ? " at work" : "") +
         ", iact segments: " + std::to_string(core_.segments()) +
         ", psums left: " + std::to_string(adding_.psums + waiting_.psums) +
         (work_ != nullptr && !core_.weights_complete() ? ", weights missing" : "");
}

}  // namespace eyeriss::hw
