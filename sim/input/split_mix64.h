// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyeriss::sim {

/// SplitMix64 pseudo-random numbers (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014).
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t state) : state_(state) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// Uniform over 0 .. bound-1, up to a bias of bound / 2^32.
  std::uint32_t below(std::uint32_t bound) { return scaled(next(), bound); }

  /// The low 32 bits of a draw, scaled to 0 .. bound-1.
  static std::uint32_t scaled(std::uint64_t draw, std::uint32_t bound) {
    return static_cast<std::uint32_t>((draw & 0xffffffff) * bound >> 32);
  }

 private:
  std::uint64_t state_;
};

}  // namespace eyeriss::sim
