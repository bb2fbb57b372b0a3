// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/expected_counts.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"

namespace eyeriss::sim {

double pair_density(int values, double density) {
  constexpr int kRun = hw::kCscMaxCount + 1;
  double pairs = density * values;
  for (int zeros = kRun; zeros < values; zeros += kRun) {
    // Before each of the values that are so far from the beginning.
    pairs += (values - zeros) * density * std::pow(1 - density, zeros);
  }
  return pairs / values;
}

Moments words_of_nonzeros(int values, double density, int per_word, int least) {
  const boost::math::binomial_distribution<double> nonzeros(values, density);
  double mean = 0;
  double square = 0;
  for (int count = 0; count <= values; ++count) {
    const double words = std::max(least, count == 0 ? 0 : ceil_div(count, per_word));
    const double probability = boost::math::pdf(nonzeros, count);
    mean += probability * words;
    square += probability * words * words;
  }
  return {mean, std::max(0.0, square - mean * mean)};
}

namespace {

constexpr double kNever = 1e-9;
constexpr int kShort = 64;  // beyond, few words are not full

/// A non-zero is in the last word, which begins where a multiple of a word does.
double chance_in_last_word(int values, int value, double density, int per_word) {
  using boost::math::binomial_distribution;
  const binomial_distribution<double> others_before(value, density);
  const binomial_distribution<double> others_behind(values - 1 - value, density);
  double chance = 0;
  for (int behind = 0; behind < std::min(per_word, values - value); ++behind) {
    double room = 0;
    for (int before = 0; before <= value; ++before) {
      if (before % per_word + behind < per_word) room += boost::math::pdf(others_before, before);
    }
    chance += boost::math::pdf(others_behind, behind) * room;
  }
  return chance;
}

}  // namespace

double chance_of_shared(int values, double density, int per_word) {
  using boost::math::binomial_distribution;
  const auto all_fit = [&](int others) {
    return boost::math::cdf(binomial_distribution<double>(others, density),
                            std::min(per_word - 1, others));
  };
  double shared = 0;
  for (int value = 0; value < values; ++value) {
    const double in_first_word = all_fit(value);
    if (in_first_word < kNever) break;
    const double in_last_word = values <= kShort
                                    ? chance_in_last_word(values, value, density, per_word)
                                    : all_fit(values - 1 - value);
    shared += density * density * in_last_word * in_first_word;
  }
  return std::min(1.0, shared);
}

double expected_largest(int count) {
  if (count < 2) return 0;
  // Blom's approximation of the expected order statistic.
  constexpr double kAlpha = 0.375;
  return boost::math::quantile(boost::math::normal_distribution<double>(),
                               (count - kAlpha) / (count - 2 * kAlpha + 1));
}

}  // namespace eyeriss::sim
