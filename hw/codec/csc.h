// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "noc/data_word.h"

namespace eyeriss::hw {

/// Compressed sparse columns (JETCAS 2019, section IV). Each non-zero value of a segment is a pair:
/// the zeros between the value before and it, and itself. More than 15 zeros take further pairs:
/// (15, 0) stands for 16. Zeros at the end of a segment are left out.
inline constexpr int kCscCountBits = 4;
inline constexpr int kCscMaxCount = (1 << kCscCountBits) - 1;
inline constexpr int kRawValueBits = 8;
inline constexpr int kCscPairBits = kCscCountBits + kRawValueBits;
// Of the address vectors, which tell where segments begin: per segment of iacts, per column of
// weights.
inline constexpr int kIactAddressBits = 4;
inline constexpr int kWeightAddressBits = 7;

/// The pairs that a segment takes.
int csc_pairs(std::span<const std::int16_t> values);

/// Appends a segment as words of up to `pairs_per_word` pairs. One without any takes an empty word.
/// @throws InvariantError if a word has no room for so many
void append_csc_segment(std::span<const std::int16_t> values, int pairs_per_word,
                        std::vector<noc::DataWord>& words);

/// Appends a segment as words of up to `values_per_word` raw values.
/// @throws InvariantError if a word has no room for so many
void append_raw_segment(std::span<const std::int16_t> values, int values_per_word,
                        std::vector<noc::DataWord>& words);

/// Appends columns, one close after the other, as words of up to `values_per_word` raw values that
/// do not tell where a column ends.
/// @throws InvariantError if a word has no room for so many
void append_raw_block(std::span<const std::int16_t> values, int values_per_word,
                      std::vector<noc::DataWord>& words);

/// Of the pairs or raw values of a word.
constexpr int payload_bits(const noc::DataWord& word, bool is_csc) {
  return word.entries * (is_csc ? kCscPairBits : kRawValueBits);
}

/// Calls sink(int index, std::int16_t value) for the values of a word, raw or CSC, in order.
/// Further pairs of long runs come as values of zero.
/// @param index in its segment of the value after the last one of the word before; 0 at first
/// @return the same for the next word
template <typename Sink>
int decode_word(const noc::DataWord& word, int index, Sink&& sink) {
  for (std::size_t entry = 0; entry < word.entries; ++entry) {
    index += word.counts[entry];  // none of raw values
    sink(index, word.values[entry]);
    ++index;
  }
  return index;
}

}  // namespace eyeriss::hw
