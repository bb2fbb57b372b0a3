// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/filter_loading.h"

#include <algorithm>
#include <limits>

namespace eyeriss::sim {

using noc::Cycle;

namespace {

constexpr Cycle kNetworkLatency = 2;  // prefetch banks to PE
constexpr Cycle kLongAgo = -1'000'000'000;

}  // namespace

FilterLoading::FilterLoading(const hw::Architecture& architecture, const PassShape& shape)
    : shape_(shape),
      per_word_(architecture.filters_per_word()),
      fifo_words_(static_cast<std::size_t>(architecture.pe.filter_fifo_words / per_word_)),
      spad_words_(architecture.pe.filter_spad_words),
      pes_(shape.all_pes) {
  for (const PassShape::FilterRow& row : shape.filter_rows) {
    turns_ = std::max(turns_, (row.words + per_word_ - 1) / per_word_);
  }
}

void FilterLoading::start(Cycle at, const std::vector<int>& used) {
  for (std::size_t i = 0; i < pes_.size(); ++i) {
    Pe& pe = pes_[i];
    pe.room = spad_words_ - used[i];
    pe.used = used[i];
    pe.time = kLongAgo;
    pe.has_ended = used[i] == 0;
    pe.burst = 0;
    pe.macs.clear();
    pe.words.clear();
    pe.pops.clear();
  }
  sent_ = at - 1;
  turn_ = 0;
  row_ = 0;
  at_rest_ = false;
}

void FilterLoading::occupy(std::size_t index, Cycle start, Cycle end) {
  Pe& pe = pes_[index];
  // The first MACs of a pass need all its filters: only then come those of the next.
  if (pe.macs.empty()) pe.time = end;
  pe.macs.push_back({start, end});
}

void FilterLoading::end(std::size_t index, Cycle at) {
  Pe& pe = pes_[index];
  write(pe);
  if (pe.room == 0 || pe.time > pe.macs.back().start) pe.time = std::max(pe.time, at);
  pe.room += pe.used;
  pe.has_ended = true;
}

Cycle FilterLoading::free_cycles(Pe& pe) {
  for (; pe.burst < pe.macs.size(); ++pe.burst) {
    const Burst& burst = pe.macs[pe.burst];
    if (pe.time < burst.start) return burst.start - pe.time;
    pe.time = std::max(pe.time, burst.end);
  }
  return pe.has_ended ? std::numeric_limits<Cycle>::max() : 0;
}

bool FilterLoading::write(Pe& pe) {
  while (pe.pops.size() < pe.words.size()) {
    Word& word = pe.words[pe.pops.size()];
    if (pe.room == 0 || (pe.macs.empty() && !pe.has_ended)) return false;
    pe.time = std::max(pe.time, word.seen);
    const Cycle free = free_cycles(pe);
    if (free == 0) return false;
    const int count = static_cast<int>(std::min<Cycle>({word.values, pe.room, free}));
    pe.time += count;
    pe.room -= count;
    word.values -= count;
    if (word.values == 0) pe.pops.push_back(pe.time - 1);
  }
  return true;
}

bool FilterLoading::has_place(Pe& pe, Cycle& at) const {
  if (pe.words.size() < fifo_words_) return true;
  const std::size_t earlier = pe.words.size() - fifo_words_;
  if (pe.pops.size() <= earlier) write(pe);
  if (pe.pops.size() <= earlier) return false;
  at = std::max(at, pe.pops[earlier] + 1);
  return true;
}

bool FilterLoading::send(const PassShape::FilterRow& row, int values) {
  Cycle at = sent_ + 1;
  for (const std::size_t index : row.pes) {
    Pe& pe = pes_[index];
    if (has_place(pe, at)) continue;
    at_rest_ = pe.room == 0 && !pe.has_ended;
    return false;
  }
  for (const std::size_t index : row.pes) {
    pes_[index].words.push_back({at + kNetworkLatency, values});
  }
  sent_ = at;
  return true;
}

void FilterLoading::advance() {
  at_rest_ = false;
  for (; turn_ < turns_; ++turn_) {
    for (; row_ < shape_.filter_rows.size(); ++row_) {
      const PassShape::FilterRow& row = shape_.filter_rows[row_];
      const int values = std::min(row.words - turn_ * per_word_, per_word_);
      if (values > 0 && !send(row, values)) return;
    }
    row_ = 0;
  }
  at_rest_ = true;
  for (Pe& pe : pes_) {
    if (!write(pe) && pe.room > 0) at_rest_ = false;
  }
}

std::vector<Cycle> FilterLoading::ready() const {
  std::vector<Cycle> ready;
  ready.reserve(pes_.size());
  for (const Pe& pe : pes_) ready.push_back(pe.time);
  return ready;
}

}  // namespace eyeriss::sim
