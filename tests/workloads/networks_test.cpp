// SPDX-License-Identifier: Apache-2.0
// Numbers of layers, weights and MACs of the networks against what has been printed about them.
#include "tests/workloads/networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/workloads/published_table.h"

namespace eyeriss::test {
namespace {

/// Where a network does not add up to the printed figure, and is right not to: see
/// discrepancies_test.cpp for what each figure counts.
struct Discrepancy {
  std::string network;
  std::string column;
  std::string printed;
  std::int64_t shipped;
};

const std::vector<Discrepancy> kDiscrepancies = {
    {"lenet-5", "conv_macs", "283k", 6 * 28 * 28 * 25 + 16 * 10 * 10 * 6 * 25},
    {"vgg-16", "conv_layers", "16", 2 + 2 + 3 + 3 + 3},
    {"googlenet", "conv_layers", "21", 3 + 9 * 6},
    {"googlenet", "conv_macs", "1.43G", 1'581'647'872},
    {"resnet-50", "conv_layers", "49", 49 + 4},
    {"squeezenet", "conv_weights", "1.25M", 1'244'448},
};

/// The sums of a network, by the columns of the table.
std::map<std::string, std::int64_t> columns_of(const sim::Workload& network) {
  const Sums conv = sum(network, is_conv);
  const Sums fc = sum(network, is_fc);
  return {{"conv_layers", conv.layers},
          {"conv_weights", conv.weights},
          {"conv_macs", conv.macs},
          {"fc_layers", fc.layers},
          {"fc_weights", fc.weights},
          {"fc_macs", fc.macs},
          {"all_weights", conv.weights + fc.weights},
          {"all_macs", conv.macs + fc.macs}};
}

class PublishedNetworks : public testing::TestWithParam<PublishedRow> {};

TEST_P(PublishedNetworks, AddUpToThePrintedFigures) {
  const std::string name = GetParam().at("network");
  for (const auto& [column, value] : columns_of(network(name))) {
    SCOPED_TRACE(column);
    const std::string printed = GetParam().at(column);
    if (printed.empty()) continue;
    const auto known = std::ranges::find_if(kDiscrepancies, [&](const Discrepancy& entry) {
      return entry.network == name && entry.column == column;
    });
    if (known == kDiscrepancies.end()) {
      EXPECT_TRUE(rounds_to(value, printed)) << value << ", printed " << printed;
      continue;
    }
    EXPECT_EQ(printed, known->printed);
    EXPECT_EQ(value, known->shipped);
    EXPECT_FALSE(rounds_to(value, printed)) << "no discrepancy any more";
  }
}

TEST_P(PublishedNetworks, BeginWithThePrintedInput) {
  const hw::LayerShape first = network(GetParam().at("network")).layers.at(0).shape;
  EXPECT_EQ(std::to_string(first.H) + "x" + std::to_string(first.W), GetParam().at("input"));
}

TEST_P(PublishedNetworks, HaveSquareMapsAndOneRowAnImage) {
  const sim::Workload workload = network(GetParam().at("network"));
  for (const sim::WorkloadLayer& layer : workload.layers) {
    SCOPED_TRACE(layer.name);
    EXPECT_EQ(layer.shape.N, 1);
    EXPECT_EQ(layer.shape.H, layer.shape.W);
    EXPECT_EQ(layer.shape.E(), layer.shape.F());
  }
}

// But for LeNet-5, whose last listed layer has 84 units, all classify ImageNet.
TEST_P(PublishedNetworks, EndWithTheClasses) {
  const std::string name = GetParam().at("network");
  EXPECT_EQ(network(name).layers.back().shape.M, name == "lenet-5" ? 84 : 1000);
}

INSTANTIATE_TEST_SUITE_P(, PublishedNetworks,
                         testing::ValuesIn(read_published_table("networks.csv")),
                         [](const testing::TestParamInfo<PublishedRow>& row) {
                           std::string name = row.param.at("network");
                           std::ranges::replace_if(
                               name, [](char c) { return c == '-' || c == '.'; }, '_');
                           return name;
                         });

TEST(PublishedFigure, IsRoundedToItsDigits) {
  EXPECT_TRUE(rounds_to(14'710'464, "14.7M"));
  EXPECT_FALSE(rounds_to(14'760'464, "14.7M"));
  EXPECT_FALSE(rounds_to(14'640'464, "14.7M"));
  EXPECT_TRUE(rounds_to(53, "53"));
  EXPECT_FALSE(rounds_to(52, "53"));
  EXPECT_TRUE(rounds_to(2'048'000, "2M"));
}

}  // namespace
}  // namespace eyeriss::test
