// SPDX-License-Identifier: Apache-2.0
// The pruned networks beside the dense ones that they come from, and the shifts of both for
// machines of 8 b.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/workloads/networks.h"
#include "tests/workloads/published_table.h"

namespace eyeriss::test {
namespace {

class PrunedNetworks : public testing::TestWithParam<std::string> {
 protected:
  sim::Workload dense_ = network(GetParam());
  sim::Workload sparse_ = network(GetParam() + "-sparse");
};

TEST_P(PrunedNetworks, HaveTheLayersOfTheDenseOnes) {
  ASSERT_EQ(sparse_.layers.size(), dense_.layers.size());
  for (std::size_t i = 0; i < dense_.layers.size(); ++i) {
    const sim::WorkloadLayer& dense = dense_.layers[i];
    const sim::WorkloadLayer& sparse = sparse_.layers[i];
    SCOPED_TRACE(dense.name);
    EXPECT_EQ(sparse.name, dense.name);
    EXPECT_EQ(sparse.op, dense.op);
    EXPECT_EQ(sparse.relu, dense.relu);
    EXPECT_EQ(sparse.ofmap_zeros.has_value(), dense.ofmap_zeros.has_value());
    const auto sizes = [](const hw::LayerShape& shape) {
      return std::array{shape.N,         shape.C,       shape.H,        shape.W,
                        shape.M,         shape.R,       shape.S,        shape.stride_h,
                        shape.stride_w,  shape.pad_top, shape.pad_left, shape.pad_bottom,
                        shape.pad_right, shape.groups};
    };
    EXPECT_EQ(sizes(sparse.shape), sizes(dense.shape));
  }
}

TEST_P(PrunedNetworks, HavePrunedWeightsInEveryLayer) {
  for (const sim::WorkloadLayer& layer : dense_.layers) EXPECT_EQ(layer.weights.zeros, 0);
  for (const sim::WorkloadLayer& layer : sparse_.layers) {
    EXPECT_GE(layer.weights.zeros, 0.05) << layer.name;
  }
}

INSTANTIATE_TEST_SUITE_P(, PrunedNetworks, testing::Values("alexnet", "mobilenet-v1-0.5-128"));

// What the second chip's authors give for the pruned model: fractions that are not zero.
TEST(PrunedAlexNet, HasTheNonZerosOfTheSecondChipsModel) {
  const std::map<std::string, std::pair<double, double>> nonzero = {
      {"conv1", {0.999, 0.710}}, {"conv2", {0.6, 0.385}},  {"conv3", {0.275, 0.346}},
      {"conv4", {0.207, 0.372}}, {"conv5", {0.23, 0.369}},
  };
  const sim::Workload alexnet = network("alexnet-sparse");
  for (const auto& [name, fractions] : nonzero) {
    SCOPED_TRACE(name);
    const sim::WorkloadLayer& layer = layer_of(alexnet, name);
    EXPECT_NEAR(1 - layer.ifmap.zeros, fractions.first, 1e-9);
    EXPECT_NEAR(1 - layer.weights.zeros, fractions.second, 1e-9);
  }
}

TEST(PrunedMobileNet, TakesTheMiddleWhereNothingIsPublished) {
  std::set<std::string> published;
  for (const PublishedRow& row : read_published_table("densities.csv")) {
    if (row.at("network") == "mobilenet-v1-0.5-128-sparse") published.insert(row.at("layer"));
  }
  ASSERT_EQ(published.size(), 9U);
  const std::map<std::string, std::pair<double, double>> defaults = {
      {"co", {0.001, 0.05}}, {"dw", {0.5, 0.05}}, {"pw", {0.35, 0.4}}, {"fc", {0.4, 0.7}}};
  const sim::Workload mobilenet = network("mobilenet-v1-0.5-128-sparse");
  for (const sim::WorkloadLayer& layer : mobilenet.layers) {
    if (published.contains(layer.name)) continue;
    SCOPED_TRACE(layer.name);
    const auto [ifmap, weights] = defaults.at(layer.name.substr(0, 2));
    EXPECT_EQ(layer.ifmap.zeros, ifmap);
    EXPECT_EQ(layer.weights.zeros, weights);
  }
}

TEST(PrunedMobileNet, HasTheZerosOfAnOfmapInTheNextIfmap) {
  const sim::Workload mobilenet = network("mobilenet-v1-0.5-128-sparse");
  for (std::size_t i = 0; i + 1 < mobilenet.layers.size(); ++i) {
    const sim::WorkloadLayer& layer = mobilenet.layers[i];
    const bool is_pooled = layer.name == "pw13";
    EXPECT_EQ(layer.ofmap_zeros, is_pooled ? 0.5 : mobilenet.layers[i + 1].ifmap.zeros)
        << layer.name;
  }
}

/// Standard deviation of a layer's psums, whose operands are independent: an ifmap value is
/// uniform over 1 to 15, with the mean square 1240 / 15, a weight over -7 to 7 without 0, with the
/// mean square 20 and the mean 0.
double psum_deviation(const sim::WorkloadLayer& layer) {
  const hw::LayerShape& shape = layer.shape;
  const double products = static_cast<double>(shape.channels_per_group()) * shape.R * shape.S;
  const double effectual = products * (1 - layer.ifmap.zeros) * (1 - layer.weights.zeros);
  return std::sqrt(effectual * 1240.0 / 15 * 20);
}

class NetworksFor8Bits : public testing::TestWithParam<std::string> {};

// The nearest power of two leaves a factor of up to sqrt(2) on either side. Three deviations are
// then within 127, and one leaves more than four bits.
TEST_P(NetworksFor8Bits, ShiftPsumsToADeviationOfAbout30) {
  const sim::Workload workload = network(GetParam());
  for (const sim::WorkloadLayer& layer : workload.layers) {
    const double shifted = psum_deviation(layer) / std::exp2(layer.output_shift);
    EXPECT_GT(shifted, 30 / std::sqrt(2.0)) << layer.name;
    EXPECT_LT(shifted, 30 * std::sqrt(2.0)) << layer.name;
    EXPECT_EQ(layer.output_type, sim::OutputType::kInt8) << layer.name;
  }
}

INSTANTIATE_TEST_SUITE_P(, NetworksFor8Bits,
                         testing::Values("alexnet", "alexnet-sparse", "mobilenet-v1-0.5-128",
                                         "mobilenet-v1-0.5-128-sparse"));

}  // namespace
}  // namespace eyeriss::test
