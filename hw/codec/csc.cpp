// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/csc.h"

#include "hw/invariant.h"

namespace eyeriss::hw {
namespace {

/// Calls sink(int count, std::int16_t value) for the pairs of a segment.
template <typename Sink>
void for_each_pair(std::span<const std::int16_t> values, Sink&& sink) {
  int zeros = 0;
  int long_runs = 0;  // of 16 zeros, coded once a value follows
  for (const std::int16_t value : values) {
    if (value != 0) {
      for (; long_runs > 0; --long_runs) sink(kCscMaxCount, std::int16_t{0});
      sink(zeros, value);
      zeros = 0;
    } else if (zeros < kCscMaxCount) {
      ++zeros;
    } else {
      ++long_runs;
      zeros = 0;
    }
  }
}

/// Fills words one after the other.
class WordPacker {
 public:
  WordPacker(int per_word, std::vector<noc::DataWord>& words)
      : per_word_(per_word), first_(words.size()), words_(words) {
    require(per_word >= 1 && per_word <= noc::DataWord::kMaxEntries,
            "a data word has no room for its entries");
  }

  void add(int count, std::int16_t value) {
    if (words_.size() == first_ || words_.back().entries == per_word_) words_.emplace_back();
    noc::DataWord& word = words_.back();
    word.counts[word.entries] = static_cast<std::uint8_t>(count);
    word.values[word.entries] = value;
    ++word.entries;
  }

  void end_segment() {
    if (words_.size() == first_) words_.emplace_back();
    words_.back().ends_segment = true;
  }

 private:
  const int per_word_;
  const std::size_t first_;  // word of its own
  std::vector<noc::DataWord>& words_;
};

}  // namespace

int csc_pairs(std::span<const std::int16_t> values) {
  int pairs = 0;
  for_each_pair(values, [&](int, std::int16_t) { ++pairs; });
  return pairs;
}

void append_csc_segment(std::span<const std::int16_t> values, int pairs_per_word,
                        std::vector<noc::DataWord>& words) {
  WordPacker packer(pairs_per_word, words);
  for_each_pair(values, [&](int count, std::int16_t value) { packer.add(count, value); });
  packer.end_segment();
}

void append_raw_segment(std::span<const std::int16_t> values, int values_per_word,
                        std::vector<noc::DataWord>& words) {
  WordPacker packer(values_per_word, words);
  for (const std::int16_t value : values) packer.add(0, value);
  packer.end_segment();
}

void append_raw_block(std::span<const std::int16_t> values, int values_per_word,
                      std::vector<noc::DataWord>& words) {
  WordPacker packer(values_per_word, words);
  for (const std::int16_t value : values) packer.add(0, value);
}

}  // namespace eyeriss::hw
