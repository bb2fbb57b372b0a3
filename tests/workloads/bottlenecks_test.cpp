// SPDX-License-Identifier: Apache-2.0
// Networks of depthwise layers and inverted bottlenecks.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

const std::vector<std::string> kNetworks = {"mobilenet-v1-1.0-224", "mobilenet-v1-0.5-128",
                                            "mobilenet-v3-large", "efficientnet-b4"};

// SAME: one output for each step of the stride; padding is shared out, an odd one to the end.
void expect_same_padding(int before, int after, int size, int kernel, int stride, int out) {
  EXPECT_EQ(out, (size + stride - 1) / stride);
  EXPECT_EQ(before + after, std::max((out - 1) * stride + kernel - size, 0));
  EXPECT_EQ(before, (before + after) / 2);
}

TEST(Depthwise, PaddingIsTensorFlowsSame) {
  for (const std::string& name : kNetworks) {
    const sim::Workload workload = network(name);
    for (const sim::WorkloadLayer& layer : workload.layers) {
      SCOPED_TRACE(testing::Message() << name << " " << layer.name);
      const hw::LayerShape& s = layer.shape;
      expect_same_padding(s.pad_top, s.pad_bottom, s.H, s.R, s.stride_h, s.E());
      expect_same_padding(s.pad_left, s.pad_right, s.W, s.S, s.stride_w, s.F());
    }
  }
}

TEST(Depthwise, ALayerIsOfOneChannelAGroupOrOfOneGroup) {
  for (const std::string& name : kNetworks) {
    const sim::Workload workload = network(name);
    for (const sim::WorkloadLayer& layer : workload.layers) {
      SCOPED_TRACE(testing::Message() << name << " " << layer.name);
      const bool is_depthwise = layer.name.starts_with("dw") || layer.name.ends_with("_dw");
      EXPECT_EQ(layer.shape.groups, is_depthwise ? layer.shape.C : 1);
      if (is_depthwise) {
        EXPECT_EQ(layer.shape.M, layer.shape.C);
      } else if (!layer.is_first) {
        EXPECT_EQ(layer.shape.R * layer.shape.S, 1);
      }
    }
  }
}

struct Bottleneck {
  int kernel;
  int expanded;
  int out;
  int squeezed;  ///< 0: no squeeze-and-excitation
  int height;    ///< of its ofmaps
};

void expect_bottlenecks(const std::string& name, const std::string& prefix,
                        const std::vector<Bottleneck>& bottlenecks) {
  const sim::Workload workload = network(name);
  const hw::LayerShape first = workload.layers[0].shape;
  int channels = first.M;
  int height = first.E();
  for (std::size_t i = 0; i < bottlenecks.size(); ++i) {
    const Bottleneck& b = bottlenecks[i];
    const std::string block = prefix + std::to_string(i + 1) + "_";
    SCOPED_TRACE(block);
    ASSERT_EQ(has_layer(workload, block + "expand"), b.expanded != channels);
    if (b.expanded != channels) {
      const hw::LayerShape expand = layer_of(workload, block + "expand").shape;
      EXPECT_EQ(expand.C, channels);
      EXPECT_EQ(expand.H, height);
      EXPECT_EQ(expand.M, b.expanded);
    }
    const hw::LayerShape depthwise = layer_of(workload, block + "dw").shape;
    EXPECT_EQ(depthwise.C, b.expanded);
    EXPECT_EQ(depthwise.R, b.kernel);
    EXPECT_EQ(depthwise.H, height);
    EXPECT_EQ(depthwise.E(), b.height);
    ASSERT_EQ(has_layer(workload, block + "se_reduce"), b.squeezed != 0);
    if (b.squeezed != 0) {
      const hw::LayerShape reduce = layer_of(workload, block + "se_reduce").shape;
      const hw::LayerShape expand = layer_of(workload, block + "se_expand").shape;
      EXPECT_TRUE(reduce.has_point_ifmaps() && expand.has_point_ifmaps());
      EXPECT_EQ(reduce.C, b.expanded);
      EXPECT_EQ(reduce.M, b.squeezed);
      EXPECT_EQ(expand.C, b.squeezed);
      EXPECT_EQ(expand.M, b.expanded);
    }
    const hw::LayerShape project = layer_of(workload, block + "project").shape;
    EXPECT_EQ(project.C, b.expanded);
    EXPECT_EQ(project.H, b.height);
    EXPECT_EQ(project.M, b.out);
    channels = b.out;
    height = b.height;
  }
  EXPECT_FALSE(has_layer(workload, prefix + std::to_string(bottlenecks.size() + 1) + "_dw"));
}

// Howard et al., ICCV 2019, Table 1; squeezed: a quarter, to the nearest multiple of 8 (24 for
// the 72 channels of bneck4, because 16 would be more than a tenth below a quarter).
TEST(MobileNetV3, BottlenecksAreThoseOfThePaper) {
  expect_bottlenecks("mobilenet-v3-large", "bneck",
                     {{3, 16, 16, 0, 112},
                      {3, 64, 24, 0, 56},
                      {3, 72, 24, 0, 56},
                      {5, 72, 40, 24, 28},
                      {5, 120, 40, 32, 28},
                      {5, 120, 40, 32, 28},
                      {3, 240, 80, 0, 14},
                      {3, 200, 80, 0, 14},
                      {3, 184, 80, 0, 14},
                      {3, 184, 80, 0, 14},
                      {3, 480, 112, 120, 14},
                      {3, 672, 112, 168, 14},
                      {5, 672, 160, 168, 7},
                      {5, 960, 160, 240, 7},
                      {5, 960, 160, 240, 7}});
}

// The stages of B0 (Tan and Le, Table 1): kernel, expansion, channels and repetitions, the latter
// two scaled by 1.4 (to multiples of 8) and 1.8 (rounded up); maps are 380, 190, 95, 48, 24, 12.
TEST(EfficientNet, BlocksAreTheScaledOnesOfThePaper) {
  struct Stage {
    int kernel;
    int expansion;
    int channels;
    int repetitions;
    int height;
  };
  const std::vector<Stage> stages = {{3, 1, 24, 2, 190}, {3, 6, 32, 4, 95},  {5, 6, 56, 4, 48},
                                     {3, 6, 112, 6, 24}, {5, 6, 160, 6, 24}, {5, 6, 272, 8, 12},
                                     {3, 6, 448, 2, 12}};
  std::vector<Bottleneck> blocks;
  int channels = 48;
  for (const Stage& stage : stages) {
    for (int i = 0; i < stage.repetitions; ++i) {
      blocks.push_back(
          {stage.kernel, stage.expansion * channels, stage.channels, channels / 4, stage.height});
      channels = stage.channels;
    }
  }
  EXPECT_EQ(blocks.size(), 32U);
  expect_bottlenecks("efficientnet-b4", "block", blocks);
  EXPECT_EQ(layer_of(network("efficientnet-b4"), "head").shape.M, 1792);
}

}  // namespace
}  // namespace eyeriss::test
