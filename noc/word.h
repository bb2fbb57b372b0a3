// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace eyeriss::noc {

/// The widest word that travels on or off the chip: 64 b, four values of 16 b. Networks
/// configured narrower use the first values only.
using Word64 = std::array<std::int16_t, 4>;

/// Copies `count` values, most often those of a whole word.
inline void copy_values(const std::int16_t* from, int count, std::int16_t* to) {
  if (count == static_cast<int>(Word64{}.size())) {  // in one move
    std::memcpy(to, from, sizeof(Word64));
  } else {
    for (int i = 0; i < count; ++i) to[i] = from[i];
  }
}

/// The word as the wires carry it, the first value in the lowest bits.
inline std::uint64_t to_bits(const Word64& word) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, word.data(), sizeof bits);
  return bits;
}
inline std::uint64_t to_bits(std::int16_t word) { return static_cast<std::uint16_t>(word); }

/// A word of the filter network.
struct FilterWord {
  Word64 values{};
  std::int8_t count = 0;  ///< values that are valid
  bool last = false;      ///< the last word of a pass for its PEs
};

inline std::uint64_t to_bits(const FilterWord& word) { return to_bits(word.values); }

}  // namespace eyeriss::noc
