// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/input/split_mix64.h"

namespace eyeriss::sim {

// Synthetic tensors. The recipe, exactly, so that any program can reproduce them:
//
//   generator  SplitMix64 whose initial state is
//              first_output(SplitMix64(seed)) XOR fnv1a64("LAYER/TENSOR"),
//              TENSOR being ifmap, weights or bias; fnv1a64 is the 64-bit FNV-1a hash.
//   element    elements in C order take one draw x each. With Z = floor(zeros * 2^32) the
//              element is 0 if (x >> 32) < Z. Else, with k = ((x mod 2^32) * V) >> 32:
//                ifmap          V = 15, value k + 1                       (1 .. 15)
//                weights, bias  V = 14, value k - 7 if k < 7, else k - 6  (-7 .. 7, not 0)
//
// A tensor hence depends on seed, layer and tensor name only.

/// 64-bit FNV-1a hash of the bytes of `text`.
std::uint64_t fnv1a64(std::string_view text);

/// The generator of one tensor.
SplitMix64 tensor_generator(std::uint64_t seed, std::string_view layer, std::string_view tensor);

/// `count` elements as after a ReLU, a fraction `zeros` (0 to 1) of them zero.
std::vector<std::int16_t> synthetic_ifmap(std::size_t count, double zeros, SplitMix64 generator);

/// The same with both signs, for weights and biases.
std::vector<std::int16_t> synthetic_weights(std::size_t count, double zeros, SplitMix64 generator);

}  // namespace eyeriss::sim
