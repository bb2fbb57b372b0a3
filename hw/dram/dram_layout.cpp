// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_layout.h"

#include <algorithm>
#include <cstddef>

namespace eyeriss::hw {
namespace {

constexpr std::int64_t kWordsPerLinkWord = 4;

void put(std::vector<noc::Word64>& words, std::int64_t at, std::int16_t value) {
  words[static_cast<std::size_t>(at / kWordsPerLinkWord)]
       [static_cast<std::size_t>(at % kWordsPerLinkWord)] = value;
}

}  // namespace

void DramLayout::store_ifmaps(const std::vector<std::int16_t>& ifmap, Memory& memory) const {
  auto& words = memory.region(Memory::kIfmaps);
  const std::int64_t planes = std::int64_t{shape_.N} * shape_.C;
  const std::int64_t plane_size = std::int64_t{shape_.H} * shape_.W;
  words.assign(static_cast<std::size_t>(planes * plane_words()), {});
  auto from = ifmap.begin();
  for (std::int64_t plane = 0; plane < planes; ++plane)
    for (std::int64_t i = 0; i < plane_size; ++i)
      put(words, plane * plane_words() * kWordsPerLinkWord + i, *from++);
}

void DramLayout::store_filters(const PassJob& job, const std::vector<std::int16_t>& weights,
                               Memory& memory) {
  if (job.pass.filter_block + 1 < static_cast<std::int64_t>(blocks_.size())) return;
  const PassConfiguration& configuration = *job.configuration;
  auto& words = memory.region(Memory::kFilters);
  const std::int64_t begin = blocks_.back();
  const std::int64_t values = std::int64_t{configuration.filter_network_words} * filters_per_word_;
  blocks_.push_back(begin + (values + kWordsPerLinkWord - 1) / kWordsPerLinkWord);
  words.resize(static_cast<std::size_t>(blocks_.back()));

  std::int64_t at = begin * kWordsPerLinkWord;
  for (int sent = 0; at < begin * kWordsPerLinkWord + values; sent += filters_per_word_) {
    for (const auto& row : configuration.filter_rows) {
      if (sent >= row.words) continue;
      const int end = std::min(sent + filters_per_word_, row.words);
      for (int word = sent; word < end; ++word)
        put(words, at + word - sent,
            weights[static_cast<std::size_t>(weight_index(job, row, word))]);
      at += filters_per_word_;
    }
  }
}

/// A PE uses its filters ifmap word by ifmap word: column, channel, filter from slow to fast.
std::int64_t DramLayout::weight_index(const PassJob& job, const PassConfiguration::FilterRow& row,
                                      int word) const {
  const int window_word = word / row.filters;
  const int column = window_word / row.channels;
  const int channel = job.pass.channels.first + row.first_channel + window_word % row.channels;
  const std::int64_t filter =
      std::int64_t{job.pass.groups.first + row.group} * shape_.filters_per_group() +
      job.pass.filters.first + row.first_filter + word % row.filters;
  return ((filter * shape_.channels_per_group() + channel) * shape_.R + row.row) * shape_.S +
         column;
}

}  // namespace eyeriss::hw
