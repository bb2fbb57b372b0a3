// SPDX-License-Identifier: Apache-2.0
#include "sim/input/synthetic.h"

#include <array>
#include <string>

namespace eyeriss::sim {
namespace {

constexpr std::array<std::int16_t, 15> kIfmapValues = {1, 2,  3,  4,  5,  6,  7, 8,
                                                       9, 10, 11, 12, 13, 14, 15};
constexpr std::array<std::int16_t, 14> kWeightValues = {-7, -6, -5, -4, -3, -2, -1,
                                                        1,  2,  3,  4,  5,  6,  7};

template <std::size_t size>
std::vector<std::int16_t> draw(std::size_t count, double zeros,
                               const std::array<std::int16_t, size>& values, SplitMix64 generator) {
  const auto threshold = static_cast<std::uint64_t>(zeros * 4294967296.0);
  std::vector<std::int16_t> tensor(count);
  for (std::int16_t& element : tensor) {
    const std::uint64_t x = generator.next();
    const std::int16_t value = values[SplitMix64::scaled(x, size)];
    element = (x >> 32) < threshold ? std::int16_t{0} : value;
  }
  return tensor;
}

}  // namespace

std::uint64_t fnv1a64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

SplitMix64 tensor_generator(std::uint64_t seed, std::string_view layer, std::string_view tensor) {
  std::string key(layer);
  key.append("/").append(tensor);
  return SplitMix64(SplitMix64(seed).next() ^ fnv1a64(key));
}

std::vector<std::int16_t> synthetic_ifmap(std::size_t count, double zeros, SplitMix64 generator) {
  return draw(count, zeros, kIfmapValues, generator);
}

std::vector<std::int16_t> synthetic_weights(std::size_t count, double zeros, SplitMix64 generator) {
  return draw(count, zeros, kWeightValues, generator);
}

}  // namespace eyeriss::sim
