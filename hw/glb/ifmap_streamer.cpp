// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_streamer.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

IfmapStreamer::IfmapStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                             GlobalBuffer& buffer, noc::InputNetwork<std::int16_t>& network)
    : Clocked(domain), sc_module(name), passes(2), buffer_(buffer), network_(network) {}

Cycle IfmapStreamer::evaluate(Cycle /*now*/, Cycle until) {
  while (job_ != nullptr || start(until)) {
    const auto& route = job_->configuration->ifmap_steps[step_].route;
    const Cycle at = network_.send_at(route, time_, until);
    if (at == kNever) break;
    time_ = at;
    last_address_ = address();
    phases.word(job_->number, at);
    network_.send(route, buffer_.read_ifmap(region_, last_address_), at);
    advance();
  }
  return kNever;
}

bool IfmapStreamer::start(Cycle until) {
  const Cycle seen = passes.pop_at(time_, until);
  if (seen == kNever) return false;
  time_ = seen;
  job_ = passes.front();
  passes.pop(seen);
  image_ = 0;
  column_ = 0;
  step_ = 0;
  channel_ = 0;
  region_ = job_->ifmap_region;
  place_steps();
  return true;
}

void IfmapStreamer::place_steps() {
  const PassConfiguration& configuration = *job_->configuration;
  const Pass& pass = job_->pass;
  plane_words_ = std::int64_t{configuration.ifmap_rows} * configuration.ifmap_row_words;
  image_words_ = pass.groups.count * pass.channels.count * plane_words_;
  step_addresses_.clear();
  for (const PassConfiguration::IfmapStep& step : configuration.ifmap_steps) {
    const int plane = step.group * pass.channels.count + step.first_channel;
    step_addresses_.push_back(plane * plane_words_ +
                              std::int64_t{step.row} * configuration.ifmap_row_words);
  }
}

std::int64_t IfmapStreamer::address() const {
  return image_ * image_words_ + step_addresses_[step_] + channel_ * plane_words_ +
         job_->configuration->ifmap_columns[column_];
}

void IfmapStreamer::advance() {
  const PassConfiguration& configuration = *job_->configuration;
  if (++channel_ < configuration.ifmap_steps[step_].channels) return;
  channel_ = 0;
  if (++step_ < configuration.ifmap_steps.size()) return;
  step_ = 0;
  if (++column_ < configuration.ifmap_columns.size()) return;
  column_ = 0;
  if (++image_ < job_->pass.images.count) return;
  phases.end();
  job_ = nullptr;
}

void IfmapStreamer::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (!network_.sent_in(now)) return;
  accesses.push_back(
      {GlbAccess::kIfmap, region_, last_address_ / GlobalBuffer::kValuesPerBankWord, "read"});
}

void IfmapStreamer::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.flag("busy", [this](Cycle now) { return job_ != nullptr || network_.sent_in(now); });
  scope.number("image", noc::kMostOfPointer, [this](Cycle) { return image_; });
  scope.number("column", noc::kMostOfPointer, [this](Cycle) { return column_; });
  scope.number("step", noc::kMostOfPointer, [this](Cycle) { return step_; });
  scope.number("channel", noc::kMostOfPointer, [this](Cycle) { return channel_; });
}

std::string IfmapStreamer::state() const {
  if (job_ == nullptr) return std::string(name()) + ": idle";
  return std::string(name()) + ": image " + std::to_string(image_) + ", column " +
         std::to_string(column_) + ", step " + std::to_string(step_);
}

}  // namespace eyeriss::hw
