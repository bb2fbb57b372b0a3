// SPDX-License-Identifier: Apache-2.0
// What the printed figures count that a network's own sums do not agree with.
#include <gtest/gtest.h>

#include <cstdint>

#include "tests/workloads/networks.h"
#include "tests/workloads/published_table.h"

namespace eyeriss::test {
namespace {

// The paper's connections count inputs with a bias: C1, S2, C3 (60 kernels), S4, C5, F6, and the
// output layer without one.
TEST(Discrepancy, LeNetsPrintedMacsAreThePapersConnections) {
  const std::int64_t c1 = 6 * 28 * 28 * (25 + 1);
  const std::int64_t s2 = 6 * 14 * 14 * (4 + 1);
  const std::int64_t c3 = 10 * 10 * (60 * 25 + 16);
  const std::int64_t s4 = 16 * 5 * 5 * (4 + 1);
  const std::int64_t c5_and_f6 = 120 * (400 + 1) + 84 * (120 + 1);
  const std::int64_t connections = c1 + s2 + c3 + s4 + c5_and_f6 + 84 * 10;
  EXPECT_EQ(connections, 340'908);
  EXPECT_TRUE(rounds_to(connections - sum(network("lenet-5"), is_fc).macs, "283k"));
}

TEST(Discrepancy, VggsPrintedLayersAreAllOfThem) {
  EXPECT_EQ(sum(network("vgg-16"), is_any).layers, 16);
}

TEST(Discrepancy, GoogLeNetsPrintedLayersAreTheDepth) {
  int before_the_modules = 0;
  int modules = 0;
  const sim::Workload workload = network("googlenet");
  for (const sim::WorkloadLayer& layer : workload.layers) {
    if (layer.name.starts_with("conv")) ++before_the_modules;
    if (layer.name.ends_with("_pool_proj")) ++modules;
  }
  EXPECT_EQ(before_the_modules + 2 * modules, 21);
}

TEST(Discrepancy, GoogLeNetsPrintedMacsLackTheReductionsThatItsWeightsHave) {
  const Sums without = sum(network("googlenet"), [](const sim::WorkloadLayer& layer) {
    return is_conv(layer) && !layer.name.ends_with("_reduce");
  });
  EXPECT_TRUE(rounds_to(without.macs, "1.43G")) << without.macs;
  EXPECT_FALSE(rounds_to(without.weights, "6.0M")) << without.weights;
}

TEST(Discrepancy, ResNetsPrintedLayersLackTheProjectionsThatItsSumsHave) {
  const Sums without = sum(network("resnet-50"), [](const sim::WorkloadLayer& layer) {
    return is_conv(layer) && !layer.name.ends_with("_branch1");
  });
  EXPECT_EQ(without.layers, 49);
  EXPECT_FALSE(rounds_to(without.weights, "23.5M")) << without.weights;
  EXPECT_FALSE(rounds_to(without.macs, "3.86G")) << without.macs;
}

TEST(Discrepancy, SqueezeNetsPrintedWeightsCountTheBiases) {
  const sim::Workload squeezenet = network("squeezenet");
  std::int64_t biases = 0;
  for (const sim::WorkloadLayer& layer : squeezenet.layers) biases += layer.shape.M;
  EXPECT_TRUE(rounds_to(sum(squeezenet, is_any).weights + biases, "1.25M")) << biases;
}

// The authors print 1.72 GFLOPS for v1.0 (and 0.72 for v1.1), two a MAC, with conv10 padded by 1.
TEST(SqueezeNet, NeedsTheOperationsOfTheReleasedModelButForItsLastPadding) {
  const sim::Workload squeezenet = network("squeezenet");
  const std::int64_t padding =
      weights_of(layer_of(squeezenet, "conv10").shape) * (15 * 15 - 13 * 13);
  EXPECT_TRUE(rounds_to(2 * (sum(squeezenet, is_any).macs + padding), "1.72G"));
}

// 16 channels at 112 x 112 into as many.
TEST(MobileNetV3, HasNoExpansionInTheFirstBottleneck) {
  const std::int64_t expansion = 16 * 16 * 112 * 112;
  EXPECT_FALSE(rounds_to(sum(network("mobilenet-v3-large"), is_any).macs + expansion, "217M"));
}

}  // namespace
}  // namespace eyeriss::test
