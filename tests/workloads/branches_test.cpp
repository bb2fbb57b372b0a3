// SPDX-License-Identifier: Apache-2.0
// Networks with branches: shapes within and between their modules.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

struct Maps {
  int channels;
  int height;
  bool operator==(const Maps&) const = default;
};

Maps input_of(const hw::LayerShape& shape) { return {shape.C, shape.H}; }
Maps output_of(const hw::LayerShape& shape) { return {shape.M, shape.E()}; }

void PrintTo(const Maps& maps, std::ostream* out) {
  *out << maps.channels << " maps " << maps.height << " high";
}

TEST(ResNet, BlocksReadEachOther) {
  const sim::Workload resnet = network("resnet-50");
  // He et al., Table 1: blocks of a stage, channels inside a block, size of the maps.
  const std::vector<std::tuple<int, int, int>> stages = {
      {3, 64, 56}, {4, 128, 28}, {6, 256, 14}, {3, 512, 7}};
  Maps in{64, 56};  // conv1 after pooling by 2
  EXPECT_EQ(output_of(layer_of(resnet, "conv1").shape), (Maps{64, 112}));
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    const auto [blocks, inside, height] = stages[stage];
    for (int block = 0; block < blocks; ++block) {
      const std::string branch =
          "res" + std::to_string(stage + 2) + static_cast<char>('a' + block) + "_branch";
      SCOPED_TRACE(branch);
      const Maps middle{inside, height};
      const Maps out{4 * inside, height};
      EXPECT_EQ(has_layer(resnet, branch + "1"), block == 0);
      if (block == 0) {
        EXPECT_EQ(input_of(layer_of(resnet, branch + "1").shape), in);
        EXPECT_EQ(output_of(layer_of(resnet, branch + "1").shape), out);
      }
      EXPECT_EQ(input_of(layer_of(resnet, branch + "2a").shape), in);
      EXPECT_EQ(output_of(layer_of(resnet, branch + "2a").shape), middle);
      EXPECT_EQ(input_of(layer_of(resnet, branch + "2b").shape), middle);
      EXPECT_EQ(layer_of(resnet, branch + "2b").shape.R, 3);
      EXPECT_EQ(output_of(layer_of(resnet, branch + "2b").shape), middle);
      EXPECT_EQ(input_of(layer_of(resnet, branch + "2c").shape), middle);
      EXPECT_EQ(output_of(layer_of(resnet, branch + "2c").shape), out);
      in = out;
    }
  }
  EXPECT_EQ(layer_of(resnet, "fc").shape.C, in.channels);
}

// Szegedy et al., Table 1: size of a module's maps and the filters of its layers.
TEST(GoogLeNet, ModulesConcatenateTheirBranches) {
  struct Module {
    std::string name;
    int height;
    std::vector<std::pair<std::string, int>> filters;
  };
  const auto module = [](const std::string& name, int height, int a, int b, int c, int d, int e,
                         int f) {
    return Module{name,
                  height,
                  {{"1x1", a},
                   {"3x3_reduce", b},
                   {"3x3", c},
                   {"5x5_reduce", d},
                   {"5x5", e},
                   {"pool_proj", f}}};
  };
  const std::vector<Module> modules = {
      module("3a", 28, 64, 96, 128, 16, 32, 32),     module("3b", 28, 128, 128, 192, 32, 96, 64),
      module("4a", 14, 192, 96, 208, 16, 48, 64),    module("4b", 14, 160, 112, 224, 24, 64, 64),
      module("4c", 14, 128, 128, 256, 24, 64, 64),   module("4d", 14, 112, 144, 288, 32, 64, 64),
      module("4e", 14, 256, 160, 320, 32, 128, 128), module("5a", 7, 256, 160, 320, 32, 128, 128),
      module("5b", 7, 384, 192, 384, 48, 128, 128)};
  const sim::Workload googlenet = network("googlenet");
  EXPECT_EQ(output_of(layer_of(googlenet, "conv1").shape), (Maps{64, 112}));
  EXPECT_EQ(output_of(layer_of(googlenet, "conv2_reduce").shape), (Maps{64, 56}));
  EXPECT_EQ(output_of(layer_of(googlenet, "conv2").shape), (Maps{192, 56}));
  int channels = 192;
  for (const auto& [name, height, filters] : modules) {
    const Maps in{channels, height};
    Maps reduced{};
    channels = 0;
    for (const auto& [branch, count] : filters) {
      SCOPED_TRACE(testing::Message() << name << " " << branch);
      const hw::LayerShape shape =
          layer_of(googlenet, fmt::format("inception_{}_{}", name, branch)).shape;
      const bool follows_a_reduction = branch == "3x3" || branch == "5x5";
      EXPECT_EQ(input_of(shape), follows_a_reduction ? reduced : in);
      EXPECT_EQ(output_of(shape), (Maps{count, height}));
      EXPECT_EQ(shape.R, follows_a_reduction ? branch[0] - '0' : 1);
      if (branch.ends_with("_reduce")) {
        reduced = output_of(shape);
      } else {
        channels += count;
      }
    }
  }
  EXPECT_EQ(layer_of(googlenet, "fc").shape.C, channels);
}

// Iandola et al., Table 1: output channels and size of each fire module.
TEST(SqueezeNet, FireModulesConcatenateTheirExpansions) {
  const std::vector<Maps> fires = {{128, 55}, {128, 55}, {256, 55}, {256, 27},
                                   {384, 27}, {384, 27}, {512, 27}, {512, 13}};
  const sim::Workload squeezenet = network("squeezenet");
  EXPECT_EQ(output_of(layer_of(squeezenet, "conv1").shape), (Maps{96, 111}));
  int channels = 96;
  for (std::size_t i = 0; i < fires.size(); ++i) {
    const std::string fire = "fire" + std::to_string(i + 2) + "_";
    SCOPED_TRACE(fire);
    const hw::LayerShape squeeze = layer_of(squeezenet, fire + "squeeze1x1").shape;
    EXPECT_EQ(input_of(squeeze), (Maps{channels, fires[i].height}));
    channels = 0;
    for (const char* expand : {"expand1x1", "expand3x3"}) {
      const hw::LayerShape shape = layer_of(squeezenet, fire + expand).shape;
      EXPECT_EQ(input_of(shape), output_of(squeeze));
      EXPECT_EQ(shape.M, 4 * squeeze.M);
      EXPECT_EQ(shape.E(), fires[i].height);
      channels += shape.M;
    }
    EXPECT_EQ(channels, fires[i].channels);
  }
  EXPECT_EQ(input_of(layer_of(squeezenet, "conv10").shape), (Maps{512, 13}));
  EXPECT_EQ(output_of(layer_of(squeezenet, "conv10").shape), (Maps{1000, 13}));
}

}  // namespace
}  // namespace eyeriss::test
