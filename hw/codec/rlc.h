// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/codec/rlc_word.h"

namespace eyeriss::hw {

/// The words of a whole stream; at least one.
std::vector<noc::Word64> rlc_encode(std::span<const std::int16_t> values);

/// The values of a whole stream of known length.
/// @throws RlcError if the words are truncated or corrupt, or there are more of them
std::vector<std::int16_t> rlc_decode(std::span<const noc::Word64> words, std::int64_t values);

/// The most words that a stream of this many values can take: with no zero among them, one pair
/// each.
constexpr std::int64_t rlc_words_bound(std::int64_t values) {
  return std::max<std::int64_t>(1, (values + kRlcPairsPerWord - 1) / kRlcPairsPerWord);
}

}  // namespace eyeriss::hw
