// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace eyeriss::sim {

using noc::Cycle;
using noc::kNever;

void Replay::add(const TraceRequest& request) {
  if (free_tags_.empty()) {
    free_tags_.push_back(static_cast<std::uint32_t>(entered_at_.size()));
    entered_at_.push_back(kNever);
  }
  const std::uint32_t tag = free_tags_.back();
  const std::int64_t burst = request.address / config_.burst_bytes;
  Cycle at = std::max(request.cycle, last_entry_ + 1);
  while (!model_.try_enter(request.write, burst, tag, at)) at = model_.next_event_at();
  free_tags_.pop_back();
  entered_at_[tag] = request.write ? kNever : at;
  ++(request.write ? writes_ : reads_);
  ++under_way_;
  if (first_ < 0) first_ = at;
  last_entry_ = at;
  take_completions();
}

void Replay::finish() {
  while (under_way_ > 0) {
    model_.advance(model_.next_event_at());
    take_completions();
  }
  model_.advance(last_completion_);
}

void Replay::take_completions() {
  while (model_.completion_at() != kNever) {
    const hw::DramCompletion completion = model_.pop_completion();
    const Cycle entered = entered_at_[completion.tag];
    if (entered != kNever) read_latency_ += completion.at - entered;
    last_completion_ = std::max(last_completion_, completion.at);
    free_tags_.push_back(completion.tag);
    --under_way_;
  }
}

nlohmann::ordered_json Replay::results() const {
  const hw::DramCounters counters = model_.counters();
  const Cycle total = last_completion_ - first_;
  const auto bytes = static_cast<double>(requests() * config_.burst_bytes);
  const double seconds = static_cast<double>(total) / (config_.clock_mhz * 1e6);
  const double latency =
      reads_ > 0 ? static_cast<double>(read_latency_) / static_cast<double>(reads_) : 0;
  return {{"requests", requests()},
          {"reads", reads_},
          {"writes", writes_},
          {"total_cycles", total},
          {"average_read_latency_cycles", latency},
          {"bandwidth_gb_per_s", bytes / seconds * 1e-9},
          {"row_hits", counters.row_hits},
          {"row_misses", counters.row_misses},
          {"row_conflicts", counters.row_conflicts},
          {"refreshes", counters.refreshes}};
}

}  // namespace eyeriss::sim
