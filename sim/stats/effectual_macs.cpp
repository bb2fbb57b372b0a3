// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/effectual_macs.h"

#include <vector>

namespace eyeriss::sim {
namespace {

/// Non-zero weights per [C,R,S], over the filters that see the channel.
std::vector<std::int64_t> nonzero_weights(const hw::LayerShape& shape,
                                          const std::vector<std::int16_t>& weights) {
  const std::size_t filter_size = static_cast<std::size_t>(shape.channels_per_group()) *
                                  static_cast<std::size_t>(shape.R) *
                                  static_cast<std::size_t>(shape.S);
  std::vector<std::int64_t> counts(filter_size * static_cast<std::size_t>(shape.groups));
  const std::int16_t* weight = weights.data();
  for (int m = 0; m < shape.M; ++m) {
    const auto group = static_cast<std::size_t>(m / shape.filters_per_group());
    std::int64_t* count = counts.data() + group * filter_size;
    for (std::size_t i = 0; i < filter_size; ++i) count[i] += weight[i] != 0;
    weight += filter_size;
  }
  return counts;
}

/// Non-zero elements of a plane [H,W] that filter element (r, s) meets.
std::int64_t nonzero_pixels(const hw::LayerShape& shape, const std::int16_t* plane, int r, int s) {
  std::int64_t count = 0;
  for (int e = 0; e < shape.E(); ++e) {
    const int h = e * shape.stride_h + r - shape.pad_top;
    if (h < 0 || h >= shape.H) continue;
    const std::int16_t* row = plane + std::int64_t{h} * shape.W;
    for (int f = 0; f < shape.F(); ++f) {
      const int w = f * shape.stride_w + s - shape.pad_left;
      count += w >= 0 && w < shape.W && row[w] != 0;
    }
  }
  return count;
}

}  // namespace

std::int64_t effectual_macs(const hw::LayerShape& shape, const hw::LayerTensors& tensors) {
  const std::vector<std::int64_t> weights = nonzero_weights(shape, tensors.weights);
  const std::int64_t plane_size = std::int64_t{shape.H} * shape.W;
  std::int64_t macs = 0;
  for (int n = 0; n < shape.N; ++n) {
    auto weight = weights.begin();
    for (int c = 0; c < shape.C; ++c) {
      const std::int16_t* plane =
          tensors.ifmap.data() + (std::int64_t{n} * shape.C + c) * plane_size;
      for (int r = 0; r < shape.R; ++r) {
        for (int s = 0; s < shape.S; ++s, ++weight) {
          if (*weight != 0) macs += *weight * nonzero_pixels(shape, plane, r, s);
        }
      }
    }
  }
  return macs;
}

}  // namespace eyeriss::sim
