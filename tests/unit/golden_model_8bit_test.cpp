// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "sim/golden/golden_model.h"

namespace eyeriss::sim {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<std::int16_t>;

struct Conversion {
  int shift = 0;
  bool relu = false;
  bool is_unsigned = false;
};

constexpr Conversion kUint8{.is_unsigned = true};
constexpr Conversion kRelu{.relu = true};

/// A 1 x 1 convolution of `width` pixels of `channels` channels.
hw::Layer pixels(int width, int channels, const Conversion& conversion = {}) {
  hw::Layer layer{};
  layer.shape = {.N = 1,
                 .C = channels,
                 .H = 1,
                 .W = width,
                 .M = 1,
                 .R = 1,
                 .S = 1,
                 .stride_h = 1,
                 .stride_w = 1,
                 .pad_top = 0,
                 .pad_left = 0,
                 .pad_bottom = 0,
                 .pad_right = 0,
                 .groups = 1};
  layer.relu = conversion.relu;
  layer.output_shift = conversion.shift;
  layer.output_is_unsigned = conversion.is_unsigned;
  return layer;
}

Values golden8(const hw::Layer& layer, const hw::LayerTensors& tensors) {
  return golden_ofmap(layer, tensors, MachineFamily::kClusters);
}

/// The output of `bias + pixel * weight`, both as a dot product and by the general loops.
int output(int bias, int pixel, int weight, const Conversion& conversion = {}) {
  const auto x = static_cast<std::int16_t>(pixel);
  const auto w = static_cast<std::int16_t>(weight);
  const int alone = golden8(pixels(1, 1, conversion), {{x}, {w}, {bias}}).at(0);
  EXPECT_EQ(golden8(pixels(2, 1, conversion), {{x, 0}, {w}, {bias}}).at(0), alone);
  return alone;
}

TEST(GoldenModel8Bit, SaturatesBothWays) {
  EXPECT_EQ(output(2, 5, 7), 37);
  EXPECT_EQ(output(0, 127, 1), 127);
  EXPECT_EQ(output(0, 64, 2), 127) << "128";
  EXPECT_EQ(output(0, -128, 1), -128);
  EXPECT_EQ(output(-1, -128, 1), -128) << "-129";
  EXPECT_EQ(output(0, 255, 127), 127);
  EXPECT_EQ(output(0, 255, -128), -128);
}

TEST(GoldenModel8Bit, SaturatesToUint8) {
  EXPECT_EQ(output(0, 255, 1, kUint8), 255);
  EXPECT_EQ(output(1, 255, 1, kUint8), 255);
  EXPECT_EQ(output(0, 128, 1, kUint8), 128);
  EXPECT_EQ(output(0, 1, -1, kUint8), 0) << "without a ReLU as well";
}

TEST(GoldenModel8Bit, ShiftsArithmeticallyBeforeItSaturates) {
  EXPECT_EQ(output(0, 7, 1, {.shift = 1}), 3);
  EXPECT_EQ(output(0, -7, 1, {.shift = 1}), -4) << "rounds down";
  EXPECT_EQ(output(0, -1, 1, {.shift = 31}), -1);
  EXPECT_EQ(output(0, 1, 1, {.shift = 31}), 0);
  EXPECT_EQ(output(0, 100, 4, {.shift = 2}), 100);
  EXPECT_EQ(output(0, 100, -4, {.shift = 2}), -100);
  EXPECT_EQ(output(0, 250, 4, {.shift = 2, .is_unsigned = true}), 250);
}

TEST(GoldenModel8Bit, ShiftsTheSumNotTheProducts) {
  // 1 + 1 + 1, each 0 when shifted by itself.
  EXPECT_THAT(golden8(pixels(1, 3, {.shift = 1}), {{1, 1, 1}, {1, 1, 1}, {0}}), ElementsAre(1));
  hw::Layer layer = pixels(1, 1);
  layer.product_shift = 3;
  EXPECT_THAT(golden8(layer, {{9}, {9}, {0}}), ElementsAre(81)) << "the other family's shift";
}

TEST(GoldenModel8Bit, PsumsWrapAt20Bits) {
  EXPECT_EQ(output(524287, 0, 1, {.shift = 13}), 63);
  EXPECT_EQ(output(524287, 1, 1, {.shift = 13}), -64);
  EXPECT_EQ(output(-524288, 0, 1, {.shift = 13}), -64);
  EXPECT_EQ(output(-524288, -1, 1, {.shift = 13}), 63);
  // 100 * 255 * 127 = 3238500 = 3 * 2^20 + 92772; 92772 / 1024 = 90.6.
  const Values pixel(100, 255);
  const Values weight(100, 127);
  EXPECT_THAT(golden8(pixels(1, 100, {.shift = 10}), {pixel, weight, {0}}), ElementsAre(90));
}

TEST(GoldenModel8Bit, PsumsBeyond32BitsAreRightModulo20Bits) {
  // 140000 * 255 * -128 = -4569600000 = -4358 * 2^20 + 94208; 94208 = 92 * 1024.
  const Values pixel(140000, 255);
  const Values weight(140000, -128);
  EXPECT_THAT(golden8(pixels(1, 140000, {.shift = 10}), {pixel, weight, {0}}), ElementsAre(92));
}

TEST(GoldenModel8Bit, RectifiesTheWrappedPsum) {
  EXPECT_EQ(output(0, -5, 1, kRelu), 0);
  EXPECT_EQ(output(6, -5, 1, kRelu), 1);
  EXPECT_EQ(output(0, -1, 1, {.shift = 1, .relu = true}), 0);
  EXPECT_EQ(output(524287, 1, 1, {.shift = 13, .relu = true}), 0);
  EXPECT_EQ(output(-524288, -1, 1, {.shift = 13, .relu = true}), 63);
  EXPECT_EQ(output(0, 100, 2, kRelu), 127);
  EXPECT_EQ(output(0, 100, 2, {.relu = true, .is_unsigned = true}), 200);
}

/// The definition, an output at a time, in real numbers where they are exact.
Values by_definition(const hw::Layer& layer, const hw::LayerTensors& tensors) {
  const hw::LayerShape& s = layer.shape;
  const int channels = s.channels_per_group();
  Values ofmap;
  for (int i = 0; i < s.N * s.M * s.E() * s.F(); ++i) {
    const int f = i % s.F();
    const int e = i / s.F() % s.E();
    const int m = i / (s.F() * s.E()) % s.M;
    const int n = i / (s.F() * s.E() * s.M);
    double sum = tensors.bias[static_cast<std::size_t>(m)];
    for (int k = 0; k < channels * s.R * s.S; ++k) {
      const int c = m / s.filters_per_group() * channels + k / (s.R * s.S);
      const int h = e * s.stride_h + k / s.S % s.R - s.pad_top;
      const int w = f * s.stride_w + k % s.S - s.pad_left;
      if (h < 0 || h >= s.H || w < 0 || w >= s.W) continue;
      const auto pixel = static_cast<std::size_t>(((n * s.C + c) * s.H + h) * s.W + w);
      const auto weight = static_cast<std::size_t>(m * channels * s.R * s.S + k);
      sum += double{1} * tensors.ifmap[pixel] * tensors.weights[weight];
    }
    const double modulus = std::exp2(20);
    sum -= modulus * std::floor(sum / modulus + 0.5);
    if (layer.relu) sum = std::max(sum, 0.0);
    sum = std::floor(sum / std::exp2(layer.output_shift));
    sum = layer.output_is_unsigned ? std::clamp(sum, 0.0, 255.0) : std::clamp(sum, -128.0, 127.0);
    ofmap.push_back(static_cast<std::int16_t>(sum));
  }
  return ofmap;
}

TEST(GoldenModel8Bit, EqualsTheDefinitionOnRandomLayers) {
  std::mt19937 random(1);
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const auto draw = [&](auto& values, int size, int low, int high) {
    values.resize(static_cast<std::size_t>(size));
    for (auto& value : values) {
      value = static_cast<std::remove_reference_t<decltype(value)>>(between(low, high));
    }
  };
  for (int i = 0; i < 200; ++i) {
    hw::Layer layer = pixels(
        1, 1,
        {.shift = between(0, 14), .relu = between(0, 1) == 1, .is_unsigned = between(0, 1) == 1});
    hw::LayerShape& s = layer.shape;
    s.groups = between(1, 3);
    s.N = between(1, 2);
    s.C = s.groups * between(1, 4);
    s.M = s.groups * between(1, 3);
    s.R = between(1, 4);
    s.S = between(1, 4);
    s.H = s.R + (between(0, 2) == 0 ? 0 : between(0, 9));
    s.W = s.S + (between(0, 2) == 0 ? 0 : between(0, 20));
    s.stride_h = between(1, 3);
    s.stride_w = between(1, 3);
    for (int* pad : {&s.pad_top, &s.pad_left, &s.pad_bottom, &s.pad_right}) {
      *pad = between(0, 1) * between(0, 3);
    }
    const bool has_unsigned_ifmap = between(0, 1) == 1;
    hw::LayerTensors tensors;
    draw(tensors.ifmap, s.N * s.C * s.H * s.W, has_unsigned_ifmap ? 0 : -128,
         has_unsigned_ifmap ? 255 : 127);
    draw(tensors.weights, s.M * s.channels_per_group() * s.R * s.S, -128, 127);
    draw(tensors.bias, s.M, -524288, 524287);
    ASSERT_EQ(golden8(layer, tensors), by_definition(layer, tensors)) << "layer " << i;
  }
}

}  // namespace
}  // namespace eyeriss::sim
