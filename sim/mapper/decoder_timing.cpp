// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/decoder_timing.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace eyeriss::sim {
namespace {

constexpr int kPairsPerWord = 3;
constexpr std::size_t kMostValues = 32;  ///< of a pair: 31 zeros and one more value
constexpr double kValuesPerCycle = 4;

}  // namespace

double decoder_cycles_per_word(hw::Coding coding, double zeros) {
  if (coding == hw::Coding::kRaw || zeros == 0) return 1;
  // chances[n]: that the pairs so far stand for n values.
  std::vector<double> chances = {1};
  for (int pair = 0; pair < kPairsPerWord; ++pair) {
    std::vector<double> next(chances.size() + kMostValues, 0);
    for (std::size_t before = 0; before < chances.size(); ++before) {
      double longer = chances[before];  // and this pair stands for `values` or more
      for (std::size_t values = 1; values < kMostValues; ++values, longer *= zeros) {
        next[before + values] += longer * (1 - zeros);
      }
      next[before + kMostValues] += longer;
    }
    chances = std::move(next);
  }
  double cycles = 0;
  for (std::size_t values = 1; values < chances.size(); ++values) {
    cycles += chances[values] * std::ceil(static_cast<double>(values) / kValuesPerCycle);
  }
  return cycles;
}

}  // namespace eyeriss::sim
