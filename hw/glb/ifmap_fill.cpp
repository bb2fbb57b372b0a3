// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ifmap_fill.h"

#include <cstddef>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void IfmapFill::start(const PassJob& job, Cycle at) {
  buffer_.clear_ifmap();
  to_request_ = IfmapRuns(job, shape_, layout_);
  to_receive_ = to_request_;
  words_ = 0;
  request_time_ = at;
  time_ = at;
  finished_ = at;
}

Cycle IfmapFill::advance(Cycle until) {
  request(until);
  while (!to_receive_.at_end()) {
    const IfmapRuns::Run run = to_receive_.run();
    while (words_ < run.link_words) {
      const Cycle at = off_chip_.from_memory.pop_at(time_, until);
      if (at == kNever) return kNever;
      store(run, off_chip_.from_memory.front());
      off_chip_.from_memory.pop(at);
      ++words_;
      finished_ = at;
      time_ = at + 1;
    }
    words_ = 0;
    to_receive_.advance();
  }
  return finished_;
}

void IfmapFill::request(Cycle until) {
  while (!to_request_.at_end()) {
    const Cycle at = off_chip_.requests.push_at(request_time_, until);
    if (at == kNever) return;
    const IfmapRuns::Run run = to_request_.run();
    off_chip_.requests.push({.write = false,
                             .region = Memory::kIfmaps,
                             .address = run.link_word,
                             .words = run.link_words},
                            at);
    request_time_ = at + 1;
    to_request_.advance();
  }
}

void IfmapFill::store(const IfmapRuns::Run& run, const noc::Word64& word) {
  for (int lane = 0; lane < static_cast<int>(word.size()); ++lane) {
    const auto i = words_ * 4 + lane - run.skipped;
    if (i < 0 || i >= run.words) continue;
    buffer_.fill_ifmap(run.glb_address_of(static_cast<int>(i)),
                       word[static_cast<std::size_t>(lane)]);
    ++counters_.raw_words;
  }
}

}  // namespace eyeriss::hw
