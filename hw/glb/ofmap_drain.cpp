// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ofmap_drain.h"

#include <algorithm>
#include <cstddef>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void OfmapDrain::start(const PassJob& job, Cycle at) {
  walk_ = PsumWalk(job, psums_per_word_);
  std::int64_t psums = 0;
  for (const auto& column : job.configuration->psum_columns) psums += column.filters;
  psums *= std::int64_t{job.pass.images.count} * job.pass.ofmap_columns.count;
  words_ = (psums + 3) / 4;
  sent_ = 0;
  requested_ = false;
  read_ = taken_ = packed_count_ = 0;
  time_ = at;
  counters_.raw_words += static_cast<std::uint64_t>(psums);
}

Cycle OfmapDrain::advance(Cycle until) {
  if (!requested_) {
    const Cycle at = off_chip_.requests.push_at(time_, until);
    if (at == kNever) return kNever;
    off_chip_.requests.push(
        {.write = true, .region = Memory::kOfmaps, .address = next_address_, .words = words_}, at);
    requested_ = true;
    next_address_ += words_;
  }
  while (sent_ < words_) {
    if (!pack(until)) return kNever;
    const Cycle at = off_chip_.to_memory.push_at(time_, until);
    if (at == kNever) return kNever;
    off_chip_.to_memory.push(packed_, at);
    ++sent_;
    packed_ = {};
    packed_count_ = 0;
    time_ = at;  // the next psums are read while the word leaves
  }
  const Cycle acknowledged = off_chip_.from_memory.pop_at(time_, until);
  if (acknowledged != kNever) off_chip_.from_memory.pop(acknowledged);
  return acknowledged;
}

bool OfmapDrain::pack(Cycle until) {
  while (packed_count_ < 4) {
    if (taken_ == read_) {
      if (walk_.at_end()) return true;
      if (time_ > until) return false;
      read_ = walk_.count();
      taken_ = 0;
      psums_ = buffer_.drain_psums(walk_.address(), read_);
      walk_.advance();
      ++time_;
    }
    const std::int16_t psum = psums_[static_cast<std::size_t>(taken_++)];
    packed_[static_cast<std::size_t>(packed_count_++)] =
        relu_ ? std::max<std::int16_t>(psum, 0) : psum;
  }
  return true;
}

}  // namespace eyeriss::hw
