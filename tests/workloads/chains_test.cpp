// SPDX-License-Identifier: Apache-2.0
// Networks whose layers follow one another: each reads what the one before it wrote, pooled or not.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

struct Chain {
  std::string network;
  std::set<std::string> pooled;     ///< layers that pooling follows
  std::function<int(int)> pooling;  ///< height after it, of a height before
};

int halved(int height) { return height / 2; }
int overlapping(int height) { return (height - 3) / 2 + 1; }  // 3 x 3 windows, stride 2
int averaged(int) { return 1; }

const std::vector<Chain> kChains = {
    {"lenet-5", {"conv1", "conv2"}, halved},
    {"alexnet", {"conv1", "conv2", "conv5"}, overlapping},
    {"vgg-16", {"conv1_2", "conv2_2", "conv3_3", "conv4_3", "conv5_3"}, halved},
    {"mobilenet-v1-1.0-224", {"pw13"}, averaged},
    {"mobilenet-v1-0.5-128", {"pw13"}, averaged},
};

TEST(Chains, EachLayerReadsWhatTheOneBeforeWrote) {
  for (const Chain& chain : kChains) {
    const sim::Workload workload = network(chain.network);
    for (std::size_t i = 1; i < workload.layers.size(); ++i) {
      const sim::WorkloadLayer& before = workload.layers[i - 1];
      const hw::LayerShape& shape = workload.layers[i].shape;
      SCOPED_TRACE(testing::Message() << chain.network << " " << workload.layers[i].name);
      const bool is_pooled = chain.pooled.contains(before.name);
      const int height = is_pooled ? chain.pooling(before.shape.E()) : before.shape.E();
      EXPECT_EQ(before.shape.E(), before.shape.F());
      if (is_conv(workload.layers[i])) {
        EXPECT_EQ(shape.C, before.shape.M);
        EXPECT_EQ(shape.H, height);
        EXPECT_EQ(shape.W, height);
      } else {
        EXPECT_EQ(shape.C, before.shape.M * height * height);
      }
    }
  }
}

TEST(Chains, LayersAreNamedAsInThePapers) {
  const auto names_of = [](const std::string& name) {
    std::vector<std::string> names;
    const sim::Workload workload = network(name);
    for (const sim::WorkloadLayer& layer : workload.layers) names.push_back(layer.name);
    return names;
  };
  EXPECT_EQ(names_of("vgg-16"),
            (std::vector<std::string>{"conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1",
                                      "conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3",
                                      "conv5_1", "conv5_2", "conv5_3", "fc6", "fc7", "fc8"}));
  std::vector<std::string> mobilenet{"conv1"};
  for (int i = 1; i <= 13; ++i) {
    mobilenet.push_back("dw" + std::to_string(i));
    mobilenet.push_back("pw" + std::to_string(i));
  }
  mobilenet.emplace_back("fc");
  EXPECT_EQ(names_of("mobilenet-v1-1.0-224"), mobilenet);
  EXPECT_EQ(names_of("mobilenet-v1-0.5-128"), mobilenet);
}

// The width multiplier halves every number of channels but those of image and classes.
TEST(MobileNetV1, HalfTheWidthIsHalfTheChannels) {
  const sim::Workload full = network("mobilenet-v1-1.0-224");
  const sim::Workload half = network("mobilenet-v1-0.5-128");
  for (std::size_t i = 0; i + 1 < full.layers.size(); ++i) {
    SCOPED_TRACE(full.layers[i].name);
    EXPECT_EQ(full.layers[i].shape.M, 2 * half.layers[i].shape.M);
    EXPECT_EQ(full.layers[i].shape.stride_h, half.layers[i].shape.stride_h);
    // 224 and 128 are 7 and 4 times 32.
    EXPECT_EQ(full.layers[i].shape.E() * 4, half.layers[i].shape.E() * 7);
  }
}

// Howard et al., 2017, Table 1: the pointwise layers' filters and the size of their maps.
TEST(MobileNetV1, PointwiseLayersAreThoseOfThePaper) {
  const std::vector<std::pair<int, int>> filters_and_sizes = {
      {64, 112}, {128, 56}, {128, 56}, {256, 28}, {256, 28}, {512, 14}, {512, 14},
      {512, 14}, {512, 14}, {512, 14}, {512, 14}, {1024, 7}, {1024, 7}};
  const sim::Workload full = network("mobilenet-v1-1.0-224");
  for (std::size_t i = 0; i < filters_and_sizes.size(); ++i) {
    const hw::LayerShape& shape = layer_of(full, "pw" + std::to_string(i + 1)).shape;
    EXPECT_EQ(std::pair(shape.M, shape.E()), filters_and_sizes[i]) << i;
  }
}

}  // namespace
}  // namespace eyeriss::test
