// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/filter_fill.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void FilterFill::start(const PassJob& job, Cycle at) {
  job_ = &job;
  requested_ = false;
  words_ = 0;
  time_ = at;
  std::uint64_t filters = 0;
  for (const auto& row : job.configuration->filter_rows)
    filters += static_cast<std::uint64_t>(row.words);
  counters_.glb_filter_filled += filters;
  counters_.raw_words += filters;
}

Cycle FilterFill::advance(Cycle until) {
  const std::int64_t block = job_->pass.filter_block;
  const std::int64_t words = layout_.filter_block_words(block);
  if (!requested_) {
    const Cycle at = off_chip_.requests.push_at(time_, until);
    if (at == kNever) return kNever;
    off_chip_.requests.push({.write = false,
                             .region = Memory::kFilters,
                             .address = layout_.filter_block(block),
                             .words = words},
                            at);
    requested_ = true;
  }
  while (words_ < words) {
    const Cycle at = off_chip_.from_memory.pop_at(time_, until);
    if (at == kNever) return kNever;
    buffer_.fill_filters(words_++, off_chip_.from_memory.front());
    off_chip_.from_memory.pop(at);
    time_ = at + 1;
  }
  return time_ - 1;
}

}  // namespace eyeriss::hw
