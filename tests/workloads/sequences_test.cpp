// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

TEST(LstmCell, HasFourGatesForEachStep) {
  const int units = 650;
  const int steps = 35;
  const sim::Workload lstm = network("lstm-cell");
  ASSERT_EQ(lstm.layers.size(), std::size_t{steps + 1});
  for (const sim::WorkloadLayer& layer : lstm.layers) {
    SCOPED_TRACE(layer.name);
    EXPECT_TRUE(is_fc(layer));
    EXPECT_EQ(layer.shape.C, units);
    EXPECT_EQ(layer.shape.M, 4 * units);
    EXPECT_EQ(layer.shape.N, layer.name == "x_gates" ? steps : 1);
  }
  // Every step multiplies input and state by the matrices of the gates.
  EXPECT_EQ(sum(lstm, is_any).macs, std::int64_t{steps} * 4 * units * (units + units));
}

TEST(AttentionBlock, MultipliesHeadByHead) {
  const int width = 768;
  const int heads = 12;
  const int tokens = 128;
  const sim::Workload block = network("attention-block");
  std::int64_t weights = 0;
  for (const sim::WorkloadLayer& layer : block.layers) {
    SCOPED_TRACE(layer.name);
    EXPECT_EQ(layer.shape.N, tokens);
    if (!layer.name.starts_with("head")) weights += weights_of(layer.shape);
  }
  EXPECT_EQ(weights, std::int64_t{12} * width * width);
  for (int i = 1; i <= heads; ++i) {
    const hw::LayerShape scores = layer_of(block, "head" + std::to_string(i) + "_scores").shape;
    const hw::LayerShape context = layer_of(block, "head" + std::to_string(i) + "_context").shape;
    EXPECT_EQ(scores.C, width / heads);
    EXPECT_EQ(scores.M, tokens);
    EXPECT_EQ(context.C, tokens);
    EXPECT_EQ(context.M, width / heads);
  }
  EXPECT_FALSE(has_layer(block, "head13_scores"));
  EXPECT_EQ(sum(block, is_any).macs, tokens * (weights + 2 * tokens * width));
}

}  // namespace
}  // namespace eyeriss::test
