// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "noc/word.h"

namespace eyeriss::hw {

/// The PE's multiplier: 32 b product, shifted right arithmetically, low 16 b kept.
inline std::int16_t product(std::int16_t ifmap, std::int16_t filter, int shift) {
  return static_cast<std::int16_t>((std::int32_t{ifmap} * filter) >> shift);
}

/// The PE's adder: 16 b, wraps.
inline std::int16_t add(std::int16_t a, std::int16_t b) {
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(a) + static_cast<std::uint16_t>(b));
}

/// Four adders side by side: `a[i] + b[i]`, each as add().
inline noc::Word64 add(const std::int16_t* a, const noc::Word64& b) {
  using Quad [[gnu::vector_size(sizeof(noc::Word64))]] = std::uint16_t;  // wraps
  Quad left;
  Quad right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b.data(), sizeof right);
  left += right;
  noc::Word64 sum;
  std::memcpy(sum.data(), &left, sizeof left);
  return sum;
}

/// Bursts run in whole vectors: psums are kept in blocks of so many, and filters may be read up
/// to a block past their end.
inline constexpr int kMacBlock = 16;

/// The MACs of `taps` ifmap words, each with `filters` filters:
/// psum[k] += product(ifmap[i], filter[i * filters + k], shift).
/// Reads `filter` and writes `psum` up to the next multiple of kMacBlock past `filters`; what
/// stands there is meaningless.
void mac_burst(const std::int16_t* ifmap, int taps, const std::int16_t* filter, int filters,
               int shift, std::int16_t* psum);

}  // namespace eyeriss::hw
