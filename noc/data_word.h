// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
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

/// A word of the psum networks: psums of 20 b, wrapped modulo 2^32 or less.
using PsumWord = std::array<std::int32_t, 4>;

}  // namespace eyeriss::noc
