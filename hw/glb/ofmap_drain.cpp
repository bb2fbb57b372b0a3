// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/ofmap_drain.h"

#include <algorithm>

namespace eyeriss::hw {

using noc::Cycle;
using noc::kNever;

void OfmapDrain::start(const PassJob& job, Cycle at) {
  planes_ = PsumPlanes(job, layer_.shape, psums_per_word_);
  stream_ = 0;
  plane_ = planes_.plane(stream_);
  value_ = 0;
  requested_ = false;
  written_before_ = written_;
  time_ = at;
}

Cycle OfmapDrain::advance(Cycle until) {
  if (!requested_) {
    const Cycle at = off_chip_.requests.push_at(time_, until);
    if (at == kNever) return kNever;
    off_chip_.requests.push({.write = true, .address = layout_.ofmap_base() + written_}, at);
    requested_ = true;
  }
  while (word_ || !has_read_all()) {
    if (word_) {
      const Cycle at = off_chip_.to_memory.push_at(time_, until);
      if (at == kNever) return kNever;
      off_chip_.to_memory.push({.word = *word_, .last = has_read_all()}, at);
      ++written_;
      word_.reset();
      time_ = at;
    }
    if (has_read_all()) break;
    if (time_ > until) return kNever;
    read();
    ++time_;
  }
  const Cycle acknowledged = off_chip_.from_memory.pop_at(time_, until);
  if (acknowledged != kNever) off_chip_.from_memory.pop(acknowledged);
  return acknowledged;
}

void OfmapDrain::read() {
  taken_.clear();
  for (int i = 0; i < kPsumsPerCycle && value_ < planes_.values() && !word_; ++i, ++value_) {
    const PsumPlanes::Place place = planes_.place(plane_, value_);
    if (!is_free(place.address)) break;
    taken_.push_back(place.address);
    const std::int16_t psum = buffer_.drain_psum(place.address, place.lane);
    word_ = encoder_.push(layer_.relu ? std::max<std::int16_t>(psum, 0) : psum);
    ++counters_.raw_words;
  }
  if (word_ || value_ < planes_.values()) return;
  word_ = encoder_.finish();
  value_ = 0;
  plane_ = planes_.plane(++stream_);
}

void OfmapDrain::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (time_ != now + 1) return;
  for (const std::int64_t address : taken_)
    accesses.push_back({GlbAccess::kPsum, 0, buffer_.psum_bank_word(address), "drain"});
}

bool OfmapDrain::is_free(std::int64_t address) const {
  const int bank = buffer_.psum_bank(address);
  return std::ranges::all_of(taken_, [&](std::int64_t other) {
    return buffer_.psum_bank_word(other) == buffer_.psum_bank_word(address) ||
           buffer_.psum_bank(other) != bank;
  });
}

}  // namespace eyeriss::hw
