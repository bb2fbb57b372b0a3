// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_model.h"

#include <algorithm>

#include "hw/dram/dram_controller.h"
#include "hw/dram/ideal_channel.h"

namespace eyeriss::hw {

using noc::Cycle;

DramModel::DramModel(const DramConfig& config) : map_(config) {
  for (int channel = 0; channel < config.channels; ++channel) {
    if (config.is_ideal) {
      channels_.push_back(std::make_unique<IdealChannel>(config));
    } else {
      channels_.push_back(std::make_unique<DramController>(config, channel));
    }
  }
}

void DramModel::on_command(const DramChannel::Observer& observer) {
  for (const auto& channel : channels_) channel->on_command(observer);
}

bool DramModel::try_enter(bool write, std::int64_t burst, std::uint32_t tag, Cycle clock) {
  advance(clock);
  const DramAddress address = map_.decode(burst);
  DramChannel& channel = *channels_[static_cast<std::size_t>(address.channel)];
  return channel.try_enter(write, address, burst, tag, clock);
}

Cycle DramModel::next_event_at() const {
  Cycle next = noc::kNever;
  for (const auto& channel : channels_) next = std::min(next, channel->next_event_at());
  return next;
}

void DramModel::advance(Cycle clock) {
  if (channels_.size() > 1) {
    // Step by step, so that the commands of all channels come in order.
    for (Cycle next = next_event_at(); next < clock; next = next_event_at()) {
      for (const auto& channel : channels_) channel->advance(next);
    }
  }
  for (const auto& channel : channels_) channel->advance(clock);
}

bool DramModel::has_requests() const {
  return std::ranges::any_of(channels_,
                             [](const auto& channel) { return channel->has_requests(); });
}

Cycle DramModel::completion_at() const {
  Cycle first = noc::kNever;
  for (const auto& channel : channels_) first = std::min(first, channel->completion_at());
  return first;
}

DramCompletion DramModel::pop_completion() {
  const auto first = std::min_element(
      channels_.begin(), channels_.end(),
      [](const auto& a, const auto& b) { return a->completion_at() < b->completion_at(); });
  return (*first)->pop_completion();
}

DramCounters DramModel::counters() const {
  DramCounters sum;
  for (const auto& channel : channels_) sum += channel->counters();
  return sum;
}

std::string DramModel::state() const {
  std::string text;
  for (const auto& channel : channels_) {
    if (!text.empty()) text += "; ";
    text += channel->state();
  }
  return text;
}

}  // namespace eyeriss::hw
