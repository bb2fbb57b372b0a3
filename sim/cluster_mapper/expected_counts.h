// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

struct Moments {
  double mean;
  double variance;
};

/// Pairs of CSC data per value, of a segment of `values` values, each of them non-zero with the
/// probability `density`: the non-zeros, and further pairs of long runs of zeros.
double pair_density(int values, double density);

/// Words that the non-zeros of `values` values take, each of them non-zero with the probability
/// `density`: so many a word, and `least` words at least.
Moments words_of_nonzeros(int values, double density, int per_word, int least);

/// How likely the last word of such non-zeros and the first word of others, of as many values, have
/// a value in common; a close upper bound.
double chance_of_shared(int values, double density, int per_word);

/// How many standard deviations the largest of so many normally distributed numbers is above their
/// mean, in the mean; 0 for a single one.
double expected_largest(int count);

}  // namespace eyeriss::sim
