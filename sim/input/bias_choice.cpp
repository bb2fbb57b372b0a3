// SPDX-License-Identifier: Apache-2.0
#include "sim/input/bias_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace eyeriss::sim {
namespace {

constexpr std::int64_t kLeastSample = 4096;  ///< of a layer that has as many outputs
constexpr int kLowest = std::numeric_limits<std::int16_t>::min();
constexpr int kHighest = std::numeric_limits<std::int16_t>::max();
constexpr int kValues = kHighest - kLowest + 1;  ///< different psums

struct Output {
  int n, m, e, f;
};

/// Psum of one output without bias.
std::int16_t psum(const hw::LayerShape& shape, int product_shift, const hw::LayerTensors& tensors,
                  const Output& output) {
  const int channels = shape.channels_per_group();
  const int first_channel = output.m / shape.filters_per_group() * channels;
  const int top = output.e * shape.stride_h - shape.pad_top;
  const int left = output.f * shape.stride_w - shape.pad_left;
  const int r_begin = std::max(0, -top);
  const int r_end = std::min(shape.R, shape.H - top);
  const int s_begin = std::max(0, -left);
  const int s_end = std::min(shape.S, shape.W - left);
  std::uint32_t sum = 0;
  for (int c = 0; c < channels; ++c) {
    const std::int64_t plane = std::int64_t{output.n} * shape.C + first_channel + c;
    const std::int64_t filter = std::int64_t{output.m} * channels + c;
    for (int r = r_begin; r < r_end; ++r) {
      const std::int16_t* pixels = tensors.ifmap.data() + (plane * shape.H + top + r) * shape.W;
      const std::int16_t* weights = tensors.weights.data() + (filter * shape.R + r) * shape.S;
      for (int s = s_begin; s < s_end; ++s) {
        sum += static_cast<std::uint32_t>((pixels[left + s] * weights[s]) >> product_shift);
      }
    }
  }
  return static_cast<std::int16_t>(sum);
}

std::vector<Output> sample_outputs(const hw::LayerShape& shape, SplitMix64& generator) {
  const auto below = [&](int bound) {
    return static_cast<int>(generator.below(static_cast<std::uint32_t>(bound)));
  };
  const std::int64_t positions = std::int64_t{shape.E()} * shape.F();
  const std::int64_t per_filter = shape.N * positions;
  const std::int64_t total = shape.M * per_filter;
  const std::int64_t size = std::min(total, std::max(kLeastSample, std::int64_t{shape.M}));
  std::vector<Output> outputs;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto m = static_cast<int>(i * shape.M / size);
    if (total > size) {
      outputs.push_back({below(shape.N), m, below(shape.E()), below(shape.F())});
    } else {
      const std::int64_t rest = i % per_filter;
      const std::int64_t position = rest % positions;
      outputs.push_back({static_cast<int>(rest / positions), m,
                         static_cast<int>(position / shape.F()),
                         static_cast<int>(position % shape.F())});
    }
  }
  return outputs;
}

}  // namespace

std::int16_t choose_bias(const hw::LayerShape& shape, int product_shift,
                         const hw::LayerTensors& tensors, double zeros, SplitMix64 generator) {
  const std::vector<Output> sample = sample_outputs(shape, generator);
  std::vector<int> counts(kValues + 1);  // of sampled psums below -32768, -32767, .. 32768
  for (const Output& output : sample) {
    ++counts[static_cast<std::size_t>(psum(shape, product_shift, tensors, output) - kLowest + 1)];
  }
  std::partial_sum(counts.begin(), counts.end(), counts.begin());
  const auto below = [&](int value) { return counts[static_cast<std::size_t>(value - kLowest)]; };

  // Outputs by which a bias misses the target, and outputs that it makes wrap.
  const double target = zeros * static_cast<double>(sample.size());
  const auto cost = [&](int bias) {
    const int at_most_zero = below(std::min(-bias + 1, kHighest + 1));
    const int wrap_down = below(std::max(kLowest - bias, kLowest));
    const int wrap_up = below(kHighest + 1) - below(std::min(kHighest - bias, kHighest) + 1);
    return std::abs(at_most_zero - wrap_down + wrap_up - target) + wrap_down + wrap_up;
  };
  int best = 0;
  for (int magnitude = 1; magnitude <= kHighest; ++magnitude) {
    if (cost(-magnitude) < cost(best)) best = -magnitude;
    if (cost(magnitude) < cost(best)) best = magnitude;
  }
  return static_cast<std::int16_t>(best);
}

}  // namespace eyeriss::sim
