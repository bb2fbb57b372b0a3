// SPDX-License-Identifier: Apache-2.0
// What the workload files say of all layers, and their fractions of zeros.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/input/workload_reader.h"
#include "tests/workloads/networks.h"
#include "tests/workloads/published_table.h"

namespace eyeriss::test {
namespace {

TEST(Workloads, EveryFileCanBeRead) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(workloads_directory())) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    SCOPED_TRACE(entry.path());
    const sim::Workload workload = sim::read_workload(entry.path(), {"eyeriss-v1"});
    EXPECT_EQ(workload.name, entry.path().stem());
    for (const sim::WorkloadLayer& layer : workload.layers) {
      SCOPED_TRACE(layer.name);
      for (const double zeros :
           {layer.ifmap.zeros, layer.weights.zeros, layer.ofmap_zeros.value_or(0)}) {
        EXPECT_GE(zeros, 0);
        EXPECT_LE(zeros, 1);
      }
    }
  }
  EXPECT_GE(files, 16);
}

TEST(Workloads, BatchesAreThoseOfTheMeasurements) {
  const std::map<std::string, int> measured{{"alexnet", 4}, {"vgg-16", 3}};
  for (const PublishedRow& row : read_published_table("networks.csv")) {
    const std::string& name = row.at("network");
    const auto batch = measured.find(name);
    const auto file = workloads_directory() / (name + ".json");
    EXPECT_EQ(sim::read_workload(file, {"eyeriss-v1"}).batch,
              batch == measured.end() ? 1 : batch->second)
        << name;
  }
}

TEST(Zeros, AreThePublishedOnes) {
  const auto rows = read_published_table("densities.csv");
  EXPECT_EQ(rows.size(), 8U + 8U + 13U + 9U);
  for (const PublishedRow& row : rows) {
    SCOPED_TRACE(testing::Message() << row.at("network") << " " << row.at("layer"));
    const sim::Workload workload = network(row.at("network"));
    const sim::WorkloadLayer& layer = layer_of(workload, row.at("layer"));
    EXPECT_EQ(layer.ifmap.zeros, std::stod(row.at("ifmap_zeros")));
    EXPECT_EQ(layer.weights.zeros, std::stod(row.at("weight_zeros")));
    const std::string& ofmap = row.at("ofmap_zeros");
    EXPECT_EQ(layer.ofmap_zeros, ofmap.empty() ? std::nullopt : std::optional(std::stod(ofmap)));
  }
}

/// A network of which nothing is known: half of the values after a ReLU is zero, none else.
/// @param after_relu whether the ifmap of a layer follows a ReLU
void expect_default_zeros(const std::string& name,
                          const std::function<bool(const sim::WorkloadLayer&)>& after_relu) {
  const sim::Workload workload = network(name);
  for (const sim::WorkloadLayer& layer : workload.layers) {
    SCOPED_TRACE(testing::Message() << name << " " << layer.name);
    EXPECT_EQ(layer.ifmap.zeros, after_relu(layer) ? 0.5 : 0);
    EXPECT_EQ(layer.weights.zeros, 0);
    EXPECT_EQ(layer.ofmap_zeros, layer.relu ? std::optional(0.5) : std::nullopt);
  }
}

TEST(Zeros, HalfAfterEveryReluWhereNothingIsKnown) {
  for (const char* name :
       {"googlenet", "resnet-50", "squeezenet", "mobilenet-v1-1.0-224", "mobilenet-v1-0.5-128"}) {
    expect_default_zeros(name, [](const sim::WorkloadLayer& layer) { return !layer.is_first; });
  }
}

// In ResNet the layers before an addition have none; the addition has.
TEST(Zeros, AReluFollowsEveryLayerButTheLast) {
  for (const char* name : {"alexnet", "vgg-16", "googlenet", "resnet-50", "squeezenet",
                           "mobilenet-v1-1.0-224", "mobilenet-v1-0.5-128"}) {
    const sim::Workload workload = network(name);
    for (const sim::WorkloadLayer& layer : workload.layers) {
      const bool is_added = layer.name.ends_with("_branch1") || layer.name.ends_with("_branch2c");
      const bool gives_classes = is_fc(layer) && layer.shape.M == 1000;
      EXPECT_EQ(layer.relu, !is_added && !gives_classes) << name << " " << layer.name;
    }
  }
}

TEST(Zeros, NoneWithoutRelu) {
  for (const char* name : {"lenet-5", "efficientnet-b4", "lstm-cell", "attention-block"}) {
    expect_default_zeros(name, [](const sim::WorkloadLayer&) { return false; });
    const sim::Workload workload = network(name);
    for (const sim::WorkloadLayer& layer : workload.layers) EXPECT_FALSE(layer.relu);
  }
}

// Howard et al., ICCV 2019, Table 1: bneck1 to bneck6 have ReLU, the others hard swish;
// squeeze-and-excitation has a ReLU between its two layers.
TEST(Zeros, OfMobileNetV3FollowTheColumnOfActivations) {
  const std::set<std::string> relu = {"bneck1_", "bneck2_", "bneck3_",
                                      "bneck4_", "bneck5_", "bneck6_"};
  const auto part_of = [](const sim::WorkloadLayer& layer) {
    return layer.name.substr(layer.name.find('_') + 1);
  };
  const auto in_relu_block = [&](const sim::WorkloadLayer& layer) {
    return relu.contains(layer.name.substr(0, layer.name.find('_') + 1));
  };
  expect_default_zeros("mobilenet-v3-large", [&](const sim::WorkloadLayer& layer) {
    const std::string part = part_of(layer);
    if (part == "se_expand") return true;
    const bool reads_the_block_before = part == "expand" || layer.name == "bneck1_dw";
    return in_relu_block(layer) && !reads_the_block_before;
  });
  const sim::Workload workload = network("mobilenet-v3-large");
  for (const sim::WorkloadLayer& layer : workload.layers) {
    const std::string part = part_of(layer);
    const bool expected =
        part == "se_reduce" || (in_relu_block(layer) && (part == "expand" || part == "dw"));
    EXPECT_EQ(layer.relu, expected) << layer.name;
  }
}

TEST(Zeros, OfVggsFullyConnectedLayersAreHalf) {
  const sim::Workload workload = network("vgg-16");
  for (const sim::WorkloadLayer& layer : workload.layers) {
    if (is_fc(layer)) {
      EXPECT_EQ(layer.ifmap.zeros, 0.5) << layer.name;
    }
    EXPECT_EQ(layer.ofmap_zeros.has_value(), layer.relu) << layer.name;
  }
}

}  // namespace
}  // namespace eyeriss::test
