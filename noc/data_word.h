// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace eyeriss::noc {

/// A word of an iact or weight network of an 8 b machine: raw values, or count-data pairs of CSC
/// data (JETCAS 2019, section IV). What frames the payload travels on wires beside it.
struct DataWord {
  static constexpr int kMaxEntries = 4;

  std::array<std::int16_t, kMaxEntries> values{};  ///< -128 to 255
  std::array<std::uint8_t, kMaxEntries> counts{};  ///< zeros before each value; of raw values 0
  std::uint8_t entries = 0;                        ///< valid ones; an empty segment has a word of 0
  bool ends_segment = false;                       ///< the last word of a segment (iacts) or column
  bool ends_block = false;                         ///< the last word of a pass for its PEs
};

/// The payload as the wires carry it, the first entry in the lowest bits: each 8 b of value with 4
/// b of count above them.
inline std::uint64_t to_bits(const DataWord& word) {
  std::uint64_t bits = 0;
  for (std::size_t i = word.entries; i-- > 0;) {
    bits = bits << 12 | static_cast<std::uint64_t>(word.counts[i] << 8 | (word.values[i] & 0xff));
  }
  return bits;
}

/// A word of the psum networks: psums of 20 b, wrapped modulo 2^32 or less.
using PsumWord = std::array<std::int32_t, 4>;

/// The first psums of a word, as many as 64 b have room for, the first in the lowest bits.
inline std::uint64_t to_bits(const PsumWord& word) {
  constexpr std::uint64_t kPsum = 0xfffff;
  const auto psum = [&](std::size_t i) { return static_cast<std::uint64_t>(word[i]) & kPsum; };
  return psum(2) << 40 | psum(1) << 20 | psum(0);
}

}  // namespace eyeriss::noc
