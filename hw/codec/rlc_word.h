// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "noc/word.h"

namespace eyeriss::hw {

/// A run of zeros and the value that follows it, its level.
struct RlcPair {
  int run;             ///< 0..kRlcMaxRun
  std::int16_t level;  ///< zero only after kRlcMaxRun zeros, or as the stream's last value

  bool operator==(const RlcPair&) const = default;
};

/// A 64 b word of the chip's run-length code holds, from its low end, three pairs of a 5 b run
/// and a 16 b level, and one bit that marks the last word of a stream. A longer run takes further
/// pairs: (31, 0) stands for 32 zeros. Zeros at the end of a stream are coded too, the last of
/// them as a level: k of them as (k - 1, 0). Pairs that the last word does not need are (0, 0).
inline constexpr int kRlcPairsPerWord = 3;
inline constexpr int kRlcRunBits = 5;
inline constexpr int kRlcPairBits = kRlcRunBits + 16;
inline constexpr int kRlcMaxRun = (1 << kRlcRunBits) - 1;
inline constexpr std::uint64_t kRlcLastBit = std::uint64_t{1} << 63;

/// The bits of a pair, at the low end.
constexpr std::uint64_t rlc_pack(RlcPair pair) {
  return static_cast<std::uint64_t>(pair.run) |
         std::uint64_t{static_cast<std::uint16_t>(pair.level)} << kRlcRunBits;
}

/// The pair at the low end; bits beyond it are ignored.
constexpr RlcPair rlc_unpack(std::uint64_t bits) {
  return {static_cast<int>(bits & kRlcMaxRun),
          static_cast<std::int16_t>(static_cast<std::uint16_t>(bits >> kRlcRunBits))};
}

/// The word as a number: its first value is the least significant.
constexpr std::uint64_t to_bits(const noc::Word64& word) {
  return std::bit_cast<std::uint64_t>(word);
}

constexpr noc::Word64 to_word(std::uint64_t bits) { return std::bit_cast<noc::Word64>(bits); }

static_assert(std::endian::native == std::endian::little);

}  // namespace eyeriss::hw
