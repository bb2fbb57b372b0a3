// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/filter_fill.h"

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void FilterFill::start(const PassJob& job, Cycle at) {
  block_ = layout_.filter_block(job.pass.filter_block);
  decoder_.start(coding_, layout_.filter_block_values(job));
  buffer_.clear_filters();
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
  if (!requested_) {
    const Cycle at = off_chip_.requests.push_at(time_, until);
    if (at == kNever) return kNever;
    off_chip_.requests.push({.write = false, .address = block_.address, .words = block_.words}, at);
    requested_ = true;
  }
  while (words_ < block_.words) {
    const Cycle at = off_chip_.from_memory.pop_at(time_, until);
    if (at == kNever) return kNever;
    const int values =
        decoder_.push(off_chip_.from_memory.front(), [this](std::int64_t i, std::int16_t value) {
          last_address_ = i;
          buffer_.fill_filter(i, value);
        });
    off_chip_.from_memory.pop(at);
    ++words_;
    time_ = at + GlobalBuffer::fill_cycles(values);
  }
  return time_ - 1;
}

void FilterFill::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (time_ <= now) return;
  accesses.push_back(
      {GlbAccess::kFilter, 0, last_address_ / GlobalBuffer::kValuesPerBankWord, "fill"});
}

}  // namespace eyeriss::hw
