// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/cluster_weight_spad.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "hw/invariant.h"

namespace eyeriss::hw {

ClusterWeightSpad::ClusterWeightSpad(const ClusterArchitecture::Pe& sizes, PeCounters& counters)
    : sizes_(sizes),
      counters_(counters),
      is_weight_(static_cast<std::size_t>(sizes.weight_words * sizes.macs_per_cycle)),
      filters_(is_weight_.size()) {}

void ClusterWeightSpad::begin(const ClusterPePass& pass) {
  require(open_column_ == 0 && open_filter_ == 0, "weights of the pass before are not released");
  require(pass.raw_weights || pass.window_values() <= sizes_.weight_columns,
          "weight address spad overflows");
  pass_ = pass;
  row_length_ = ceil_div(pass.filters, kRowBlock) * kRowBlock;
  columns_.assign(static_cast<std::size_t>(pass.window_values()), Column{});
  rows_.assign(columns_.size() * static_cast<std::size_t>(row_length_), 0);
}

void ClusterWeightSpad::write(const noc::DataWord& word) {
  require(!is_complete_, "weights written after the last of the pass");
  if (pass_.raw_weights) {
    decode_word(word, 0, [&](int, std::int16_t weight) {
      add(open_filter_++, weight);
      if (open_filter_ == pass_.filters) end_column();
    });
  } else {
    open_filter_ = decode_word(word, open_filter_,
                               [&](int filter, std::int16_t weight) { add(filter, weight); });
    if (word.ends_segment) end_column();
  }
  if (!word.ends_block) return;
  require(open_column_ == pass_.window_values() && open_filter_ == 0,
          "the weights of a pass end with another column than its last");
  is_complete_ = true;
}

void ClusterWeightSpad::add(int filter, std::int16_t weight) {
  require(open_column_ < pass_.window_values() && filter < pass_.filters,
          "more weights than the pass has");
  Column& column = columns_[static_cast<std::size_t>(open_column_)];
  if (column.entries == column.words * sizes_.macs_per_cycle) {
    require(words_ < sizes_.weight_words, "weight data spad overflows");
    if (column.words == 0) column.first_word = words_;
    ++column.words;
    ++words_;
    ++counters_.filter_spad.writes;
  }
  const bool is_weight = pass_.raw_weights || weight != 0;
  const auto entry =
      static_cast<std::size_t>(column.first_word * sizes_.macs_per_cycle + column.entries);
  is_weight_[entry] = is_weight ? 1 : 0;
  filters_[entry] = filter;
  ++column.entries;
  column.weights += is_weight ? 1 : 0;
  rows_[static_cast<std::size_t>(open_column_ * row_length_ + filter)] = weight;
}

void ClusterWeightSpad::end_column() {
  require(open_column_ < pass_.window_values(), "more columns of weights than the pass has");
  if (!pass_.raw_weights) ++counters_.weight_address_spad.writes;
  ++open_column_;
  open_filter_ = 0;
}

void ClusterWeightSpad::release() {
  words_ = 0;
  is_complete_ = false;
  open_column_ = 0;
  open_filter_ = 0;
}

int ClusterWeightSpad::weights_among(const Column& column, int first, int last) const {
  if (column.weights == column.entries) return last - first;
  if (first == 0 && last == column.entries) return column.weights;
  const auto entry = is_weight_.begin() + column.first_word * sizes_.macs_per_cycle;
  return std::accumulate(entry + first, entry + last, 0);
}

bool ClusterWeightSpad::share_filter(int column_a, int word_a, int column_b, int word_b) const {
  const auto entries = [this](const Column& column, int word) {
    const int first = word * sizes_.macs_per_cycle;
    const auto begin = static_cast<std::size_t>(column.first_word * sizes_.macs_per_cycle + first);
    const int count = std::min(column.entries - first, sizes_.macs_per_cycle);
    return std::pair{begin, begin + static_cast<std::size_t>(std::max(0, count))};
  };
  const auto [a_begin, a_end] = entries(column(column_a), word_a);
  const auto [b_begin, b_end] = entries(column(column_b), word_b);
  for (std::size_t a = a_begin; a < a_end; ++a) {
    for (std::size_t b = b_begin; b < b_end; ++b) {
      if (filters_[a] == filters_[b] && is_weight_[a] != 0 && is_weight_[b] != 0) return true;
    }
  }
  return false;
}

}  // namespace eyeriss::hw
