// SPDX-License-Identifier: Apache-2.0
#include "sim/input/bias_choice.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "sim/input/psum_format.h"

namespace eyeriss::sim {
namespace {

constexpr std::int64_t kLeastSample = 4096;  ///< of a layer that has as many outputs

struct Output {
  int n, m, e, f;
};

/// Psum of one output without bias, not wrapped yet.
std::uint32_t psum(const hw::LayerShape& shape, int product_shift, const hw::LayerTensors& tensors,
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
  return sum;
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

std::int32_t choose_bias(const WorkloadLayer& layer, MachineFamily family,
                         const hw::LayerTensors& tensors, SplitMix64 generator) {
  const PsumFormat psums = psum_format(family);
  const int lowest = psums.least();
  const int highest = psums.greatest();
  const bool is_flat = family == MachineFamily::kFlat;
  const int product_shift = is_flat ? layer.product_shift : 0;
  // The least psum whose output is not zero.
  const auto first_nonzero = static_cast<int>(
      std::min(std::int64_t{1} << (is_flat ? 0 : layer.output_shift), std::int64_t{highest} + 1));

  const std::vector<Output> sample = sample_outputs(layer.shape, generator);
  // Of sampled psums below each value from lowest to highest + 1.
  std::vector<int> counts(static_cast<std::size_t>(highest - lowest + 2));
  int largest = 0;  // magnitude
  for (const Output& output : sample) {
    const int value = psums.wrapped(psum(layer.shape, product_shift, tensors, output));
    ++counts[static_cast<std::size_t>(value - lowest + 1)];
    largest = std::max(largest, std::abs(value));
  }
  std::partial_sum(counts.begin(), counts.end(), counts.begin());
  const auto below = [&](int value) { return counts[static_cast<std::size_t>(value - lowest)]; };

  // Outputs by which a bias misses the target, and outputs that it makes wrap.
  const double target = *layer.ofmap_zeros * static_cast<double>(sample.size());
  const auto cost = [&](int bias) {
    const int zero = below(std::min(first_nonzero - bias, highest + 1));
    const int wrap_down = below(std::max(lowest - bias, lowest));
    const int wrap_up = below(highest + 1) - below(std::min(highest - bias, highest) + 1);
    return std::abs(zero - wrap_down + wrap_up - target) + wrap_down + wrap_up;
  };
  // A bias further out changes no output but by wrapping.
  const int furthest = std::min(largest + first_nonzero, highest);
  int best = 0;
  for (int magnitude = 1; magnitude <= furthest; ++magnitude) {
    if (cost(-magnitude) < cost(best)) best = -magnitude;
    if (cost(magnitude) < cost(best)) best = magnitude;
  }
  return best;
}

}  // namespace eyeriss::sim
