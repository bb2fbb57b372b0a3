// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/golden_model.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <vector>

namespace eyeriss::sim {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<std::int16_t>;

/// A 1 x 1 convolution of one pixel, to be changed as needed.
hw::Layer unit_layer() {
  return {.name = "layer",
          .shape = {.N = 1,
                    .C = 1,
                    .H = 1,
                    .W = 1,
                    .M = 1,
                    .R = 1,
                    .S = 1,
                    .stride_h = 1,
                    .stride_w = 1,
                    .pad_top = 0,
                    .pad_left = 0,
                    .pad_bottom = 0,
                    .pad_right = 0,
                    .groups = 1},
          .mapping = {},
          .relu = false,
          .product_shift = 0,
          .ifmap_coding = hw::Coding::kRaw,
          .weights_coding = hw::Coding::kRaw,
          .ofmap_coding = hw::Coding::kRaw};
}

Values golden16(const hw::Layer& layer, const hw::LayerTensors& tensors) {
  return golden_ofmap(layer, tensors, MachineFamily::kFlat);
}

/// The output of one product, alone.
int single(std::int16_t pixel, std::int16_t weight, int product_shift, std::int16_t bias = 0,
           bool relu = false) {
  hw::Layer layer = unit_layer();
  layer.product_shift = product_shift;
  layer.relu = relu;
  return golden16(layer, {{pixel}, {weight}, {bias}}).at(0);
}

/// The same by way of the general loops: in a 2 x 1 image, so that there are two outputs.
int first_of_two(std::int16_t pixel, std::int16_t weight, int product_shift,
                 std::int16_t bias = 0) {
  hw::Layer layer = unit_layer();
  layer.product_shift = product_shift;
  layer.shape.W = 2;
  return golden16(layer, {{pixel, 0}, {weight}, {bias}}).at(0);
}

TEST(GoldenModel, Convolves) {
  hw::Layer layer = unit_layer();
  layer.shape.H = 3;
  layer.shape.W = 3;
  layer.shape.R = 2;
  layer.shape.S = 2;
  const Values image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  // No flip of the kernel: 1*1 + 2*2 + 3*4 + 4*5 = 37, and so on.
  EXPECT_THAT(golden16(layer, {image, {1, 2, 3, 4}, {0}}), ElementsAre(37, 47, 67, 77));
  EXPECT_THAT(golden16(layer, {image, {1, 2, 3, 4}, {100}}), ElementsAre(137, 147, 167, 177));
}

TEST(GoldenModel, PadsEachSideOnItsOwn) {
  hw::Layer layer = unit_layer();
  layer.shape.H = 2;
  layer.shape.W = 2;
  layer.shape.R = 2;
  layer.shape.S = 2;
  layer.shape.pad_top = 1;
  layer.shape.pad_right = 2;
  // Padded image: 0 0 0 0 / 1 2 0 0 / 3 4 0 0.
  EXPECT_THAT(golden16(layer, {{1, 2, 3, 4}, {1, 10, 100, 1000}, {0}}),
              ElementsAre(2100, 200, 0, 4321, 402, 0));
  layer.shape.pad_top = 0;
  layer.shape.pad_right = 0;
  layer.shape.pad_left = 1;
  layer.shape.pad_bottom = 1;
  // Padded image: 0 1 2 / 0 3 4 / 0 0 0.
  EXPECT_THAT(golden16(layer, {{1, 2, 3, 4}, {1, 10, 100, 1000}, {0}}),
              ElementsAre(3010, 4321, 30, 43));
}

TEST(GoldenModel, PaddingWiderThanTheKernelGivesTheBias) {
  hw::Layer layer = unit_layer();
  layer.shape.pad_left = 3;
  layer.shape.pad_right = 2;
  layer.shape.pad_top = 1;
  EXPECT_THAT(golden16(layer, {{5}, {7}, {1}}), ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 1, 36, 1, 1));
}

TEST(GoldenModel, StridesEachWayOnItsOwn) {
  hw::Layer layer = unit_layer();
  layer.shape.H = 4;
  layer.shape.W = 5;
  layer.shape.stride_h = 3;
  layer.shape.stride_w = 2;
  const Values image = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
  EXPECT_THAT(golden16(layer, {image, {1}, {0}}), ElementsAre(0, 2, 4, 15, 17, 19));
  layer.shape.S = 2;
  layer.shape.pad_left = 1;
  // Windows over 0 0 1 2 3 4: columns (pad 0) (1 2) (3 4).
  EXPECT_THAT(golden16(layer, {image, {1, 100}, {0}}), ElementsAre(0, 201, 403, 1500, 1716, 1918));
}

TEST(GoldenModel, KeepsImagesChannelsFiltersAndGroupsApart) {
  hw::Layer layer = unit_layer();
  layer.shape.N = 2;
  layer.shape.C = 4;
  layer.shape.M = 6;
  layer.shape.groups = 2;
  const Values ifmap = {1, 2, 3, 4, 10, 20, 30, 40};
  const Values weights = {1, 0, 0, 1, 1, 1,  // filters 0..2 on channels 0, 1
                          1, 0, 0, 1, 2, 3};
  EXPECT_THAT(golden16(layer, {ifmap, weights, {0, 0, 0, 0, 0, 500}}),
              ElementsAre(1, 2, 3, 3, 4, 518, 10, 20, 30, 30, 40, 680));
  layer.shape.W = 1;
  layer.shape.M = 4;
  layer.shape.groups = 4;
  EXPECT_THAT(golden16(layer, {ifmap, {1, 2, 3, 4}, {0, 0, 0, 0}}),
              ElementsAre(1, 4, 9, 16, 10, 40, 90, 160));
}

TEST(GoldenModel, AKernelAsLargeAsTheImageIsADotProduct) {
  hw::Layer layer = unit_layer();
  layer.shape.C = 2;
  layer.shape.H = 1;
  layer.shape.W = 3;
  layer.shape.S = 3;
  layer.shape.M = 2;
  EXPECT_THAT(
      golden16(layer, {{1, 2, 3, 4, 5, 6}, {1, 10, 100, 0, 0, 1000, 1, 1, 1, 1, 1, 1}, {-1, 1}}),
      ElementsAre(6320, 22));
}

TEST(GoldenModel, ShiftsProductsArithmetically) {
  for (const auto output : {single, +[](std::int16_t p, std::int16_t w, int s, std::int16_t b,
                                        bool) { return first_of_two(p, w, s, b); }}) {
    EXPECT_EQ(output(7, 1, 1, 0, false), 3);
    EXPECT_EQ(output(-7, 1, 1, 0, false), -4) << "rounds down";
    EXPECT_EQ(output(-1, 1, 31, 0, false), -1);
    EXPECT_EQ(output(1, 1, 31, 0, false), 0);
    EXPECT_EQ(output(-32768, -32768, 16, 0, false), 16384) << "the full 32 b product is shifted";
    EXPECT_EQ(output(-32768, 32767, 15, 0, false), -32767);
  }
}

TEST(GoldenModel, ShiftsEveryProductByItself) {
  hw::Layer layer = unit_layer();
  layer.shape.C = 3;
  layer.product_shift = 1;
  EXPECT_THAT(golden16(layer, {{1, 1, 1}, {1, 1, -1}, {0}}), ElementsAre(-1));
  layer.shape.W = 2;
  EXPECT_THAT(golden16(layer, {{1, 3, 1, 3, 1, 3}, {1, 1, -1}, {0}}), ElementsAre(-1, 0));
}

TEST(GoldenModel, KeepsTheLow16BitsAndWraps) {
  for (const auto output : {single, +[](std::int16_t p, std::int16_t w, int s, std::int16_t b,
                                        bool) { return first_of_two(p, w, s, b); }}) {
    EXPECT_EQ(output(256, 256, 0, 0, false), 0) << "2^16";
    EXPECT_EQ(output(300, 300, 0, 0, false), 90000 - 65536);
    EXPECT_EQ(output(1, 1, 0, 32767, false), -32768);
    EXPECT_EQ(output(-1, 1, 0, -32768, false), 32767);
    EXPECT_EQ(output(-32768, -32768, 0, 5, false), 5);
    EXPECT_EQ(output(-32768, -32768, 15, 0, false), -32768);
  }
}

TEST(GoldenModel, RectifiesTheWrappedPsum) {
  EXPECT_EQ(single(5, 1, 0, 0, true), 5);
  EXPECT_EQ(single(-5, 1, 0, 0, true), 0);
  EXPECT_EQ(single(-5, 1, 0, 6, true), 1);
  EXPECT_EQ(single(1, 1, 0, 32767, true), 0);
  EXPECT_EQ(single(-1, 1, 0, -32768, true), 32767);
}

TEST(GoldenModel, NeitherShiftsNorSaturates16BitOutputs) {
  hw::Layer layer = unit_layer();
  layer.output_shift = 3;
  layer.output_is_unsigned = true;
  EXPECT_THAT(golden16(layer, {{-300}, {3}, {1}}), ElementsAre(-899));
}

}  // namespace
}  // namespace eyeriss::sim
