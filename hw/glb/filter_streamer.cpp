// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/filter_streamer.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

FilterStreamer::FilterStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                               int filters_per_word, GlobalBuffer& buffer,
                               noc::InputNetwork<noc::FilterWord>& network)
    : Clocked(domain),
      sc_module(name),
      passes(2),
      done(2),
      filters_per_word_(filters_per_word),
      buffer_(buffer),
      network_(network) {}

Cycle FilterStreamer::evaluate(Cycle /*now*/, Cycle until) {
  while (job_ != nullptr || start(until)) {
    const auto& row = job_->configuration->filter_rows[row_];
    const Cycle at = network_.send_at(row.route, time_, until);
    if (at == kNever) break;
    time_ = at;
    phases.word(job_->number, at);
    send(row);
    advance();
  }
  return kNever;
}

bool FilterStreamer::start(Cycle until) {
  const Cycle seen = passes.pop_at(time_, until);
  if (seen == kNever) return false;
  time_ = seen;
  job_ = passes.front();
  passes.pop(time_);
  address_ = 0;
  sent_ = 0;
  row_ = 0;
  return true;
}

void FilterStreamer::send(const PassConfiguration::FilterRow& row) {
  const int count = std::min(filters_per_word_, row.words - sent_);
  network_.send(row.route,
                {.values = buffer_.read_filters(address_++, count),
                 .count = static_cast<std::int8_t>(count),
                 .last = sent_ + count == row.words},
                time_);
}

void FilterStreamer::advance() {
  const PassConfiguration& configuration = *job_->configuration;
  do {  // rows of a partial set have fewer filters and drop out of the turns
    if (++row_ == configuration.filter_rows.size()) {
      row_ = 0;
      sent_ += filters_per_word_;
    }
    if (address_ == configuration.filter_network_words) {
      done.push(job_, time_);
      phases.end();
      job_ = nullptr;
      return;
    }
  } while (sent_ >= configuration.filter_rows[row_].words);
}

void FilterStreamer::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (!network_.sent_in(now)) return;
  accesses.push_back({GlbAccess::kFilter, 0, buffer_.filter_bank_word(address_ - 1), "read"});
}

void FilterStreamer::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.flag("busy", [this](Cycle now) { return job_ != nullptr || network_.sent_in(now); });
  scope.number("address", noc::kMostOfPointer, [this](Cycle) { return address_; });
  scope.number("row", noc::kMostOfPointer, [this](Cycle) { return row_; });
}

std::string FilterStreamer::state() const {
  if (job_ == nullptr) return std::string(name()) + ": idle";
  return std::string(name()) + ": word " + std::to_string(address_) + " of " +
         std::to_string(job_->configuration->filter_network_words);
}

}  // namespace eyeriss::hw
