// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/ideal_channel.h"

#include <algorithm>
#include <cmath>

namespace eyeriss::hw {

using noc::Cycle;

namespace {

/// The first clock not before a time. Times are sums of fractions, so they may be a hair late.
Cycle clock_at(double time) {
  constexpr double kRounding = 1e-6;
  return static_cast<Cycle>(std::ceil(time - kRounding));
}

}  // namespace

IdealChannel::IdealChannel(const DramConfig& config)
    : latency_(config.ideal.latency_clocks),
      clocks_per_burst_(config.ideal.bytes_per_clock > 0
                            ? config.burst_bytes / config.ideal.bytes_per_clock
                            : 0) {}

Cycle IdealChannel::room_at() const { return clock_at(free_at_) - latency_; }

bool IdealChannel::try_enter(bool write, const DramAddress& /*address*/, std::int64_t /*burst*/,
                             std::uint32_t tag, Cycle clock) {
  advance(clock);
  if (room_at() > clock) return false;
  free_at_ = std::max(static_cast<double>(clock + latency_), free_at_ + clocks_per_burst_);
  completions_.push({clock_at(free_at_), tag, false});
  ++(write ? counters_.writes : counters_.reads);
  return true;
}

DramCompletion IdealChannel::pop_completion() {
  const DramCompletion completion = completions_.front();
  completions_.pop();
  return completion;
}

std::string IdealChannel::state() const {
  return std::to_string(completions_.size()) + " requests on their way";
}

}  // namespace eyeriss::hw
