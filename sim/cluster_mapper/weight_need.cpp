// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/weight_need.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "sim/cluster_mapper/expected_counts.h"

namespace eyeriss::sim {
namespace {

std::size_t size(std::int64_t value) { return static_cast<std::size_t>(value); }

}  // namespace

int WeightNeed::words(int p, int q) {
  const auto [known, is_new] = words_.try_emplace({p, q});
  if (!is_new) return known->second;
  const Words& rows = row_words(p);
  const std::size_t height = size(shape_.R);
  const std::size_t chunk = size(shape_.channels_per_group()) * height;
  std::uint32_t most = 0;
  for (std::size_t first = 0; first < rows.size(); first += chunk) {
    for (std::size_t j = 0; j < height; ++j) {
      for (std::size_t c = j; c < chunk; c += size(q) * height) {
        std::uint32_t sum = 0;
        const std::size_t end = std::min(chunk, c + size(q) * height);
        for (std::size_t i = c; i < end; i += height) sum += rows[first + i];
        most = std::max(most, sum);
      }
    }
  }
  return known->second = static_cast<int>(most);
}

bool WeightNeed::fits(int p, int q, int most) {
  // Without any zeros they need most; further pairs of long runs stand for more zeros than one.
  const std::int64_t dense = std::int64_t{q} * shape_.S * ceil_div(p, macs_);
  return dense <= most || words(p, q) <= most;
}

const WeightNeed::Words& WeightNeed::row_words(int p) {
  const auto [known, is_new] = row_words_.try_emplace(p);
  Words& words = known->second;
  if (!is_new) return words;
  const std::size_t width = size(shape_.S);
  const std::size_t rows = size(shape_.channels_per_group() * shape_.R);
  const std::size_t columns = rows * width;
  const std::uint32_t macs = static_cast<std::uint32_t>(macs_);
  // What hw::csc_pairs() counts, for all columns of a chunk of filters at once.
  constexpr unsigned kRun = hw::kCscMaxCount + 1;
  std::vector<std::uint32_t> zeros(columns);
  std::vector<std::uint32_t> pairs(columns);
  for (int group = 0; group < shape_.groups; ++group) {
    const int filters = shape_.filters_per_group();
    for (int first = 0; first < filters; first += p) {
      std::fill(zeros.begin(), zeros.end(), 0U);
      std::fill(pairs.begin(), pairs.end(), 0U);
      for (int m = first; m < std::min(first + p, filters); ++m) {
        const std::int16_t* weight = weights_.data() + size(group * filters + m) * columns;
        for (std::size_t i = 0; i < columns; ++i) {
          const bool is_zero = weight[i] == 0;
          pairs[i] += is_zero ? 0U : 1U + zeros[i] / kRun;
          zeros[i] = is_zero ? zeros[i] + 1U : 0U;
        }
      }
      for (std::size_t row = 0; row < rows; ++row) {
        std::uint32_t sum = 0;
        for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
          sum += ceil_div(pairs[i], macs);
        }
        words.push_back(sum);
      }
    }
  }
  return words;
}

double likely_weight_need(const hw::LayerShape& shape, double zeros, int macs_per_cycle, int p,
                          int q) {
  constexpr double kRisk = 0.01;
  const Moments column = words_of_nonzeros(p, pair_density(p, 1 - zeros), macs_per_cycle, 0);
  const double columns = q * shape.S;
  const double blocks = static_cast<double>(shape.groups) * shape.R *
                        ceil_div(shape.filters_per_group(), p) *
                        ceil_div(shape.channels_per_group(), q);
  const double deviations = boost::math::quantile(
      boost::math::complement(boost::math::normal_distribution<double>(), kRisk / blocks));
  const double likely = columns * column.mean + deviations * std::sqrt(columns * column.variance);
  return std::min(likely, columns * ceil_div(p, macs_per_cycle));
}

}  // namespace eyeriss::sim
