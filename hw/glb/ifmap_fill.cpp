// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_fill.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void IfmapFill::start(const PassJob& job, Cycle at) {
  region_ = job.ifmap_region;
  buffer_.clear_ifmap(region_);
  to_request_ = IfmapRuns(job, layer_, layout_);
  to_receive_ = to_request_;
  words_before_run_ = 0;
  begin_run();
  request_time_ = at;
  time_ = at;
}

void IfmapFill::begin_run() {
  words_ = 0;
  if (to_receive_.at_end()) return;
  run_ = to_receive_.run();
  decoder_.start(layer_.ifmap_coding, run_.piece.values(), run_.skipped);
}

Cycle IfmapFill::advance(Cycle until) {
  request(until);
  while (!to_receive_.at_end()) {
    while (words_ < run_.link_words) {
      const Cycle at = off_chip_.from_memory.pop_at(time_, until);
      if (at == kNever) return kNever;
      const int values =
          decoder_.push(off_chip_.from_memory.front(), [this](std::int64_t i, std::int16_t value) {
            last_address_ = run_.piece.glb_address_of(static_cast<int>(i));
            buffer_.fill_ifmap(region_, last_address_, value);
          });
      counters_.glb_ifmap_filled += static_cast<std::uint64_t>(values);
      counters_.raw_words += static_cast<std::uint64_t>(values);
      off_chip_.from_memory.pop(at);
      ++words_;
      time_ = at + GlobalBuffer::fill_cycles(values);
    }
    words_before_run_ += words_;
    to_receive_.advance();
    begin_run();
  }
  // Nothing but padding: done in the cycle in which it was started.
  return std::max(request_time_, time_ - 1);
}

void IfmapFill::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (time_ <= now) return;
  accesses.push_back(
      {GlbAccess::kIfmap, region_, last_address_ / GlobalBuffer::kValuesPerBankWord, "fill"});
}

void IfmapFill::request(Cycle until) {
  while (!to_request_.at_end()) {
    const Cycle at = off_chip_.requests.push_at(request_time_, until);
    if (at == kNever) return;
    const IfmapRuns::Run run = to_request_.run();
    off_chip_.requests.push({.write = false, .address = run.link_word, .words = run.link_words},
                            at);
    request_time_ = at + 1;
    to_request_.advance();
  }
}

}  // namespace eyeriss::hw
