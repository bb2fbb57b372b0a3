// SPDX-License-Identifier: Apache-2.0
// Tensors for machines of clusters; what does not depend on the family is in tensors_test.cpp.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/golden/golden_model.h"
#include "sim/input/npy.h"
#include "sim/input/tensors.h"
#include "sim/input/workload_reader.h"
#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using test::input_error;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Values = std::vector<std::int16_t>;

constexpr MachineFamily kFamily = MachineFamily::kClusters;

class Tensors8BitTest : public ::testing::Test {
 protected:
  Workload workload(const std::string& layer) {
    const std::string text = R"({"name": "w", "layers": [)" + layer + "]}";
    return read_workload(dir_.write("w.json", text), {"eyeriss-v2", kFamily});
  }
  TensorSet make(const std::string& layer) {
    const Workload w = workload(layer);
    check_tensor_files(w, w.layers[0], kFamily);
    return make_tensors(w, w.layers[0], kFamily, 1);
  }
  /// Reading and checking must object in the same words.
  std::string error(const std::string& layer) {
    const Workload w = workload(layer);
    const std::string line = input_error([&] { make_tensors(w, w.layers[0], kFamily, 1); });
    EXPECT_EQ(input_error([&] { check_tensor_files(w, w.layers[0], kFamily); }), line);
    return line;
  }
  void write(const std::string& name, const NpyShape& shape, const Values& values, NpyType type) {
    write_npy(dir_.path() / name, shape, values, type);
  }
  void write_bias(const std::vector<std::int32_t>& values) {
    write_npy(dir_.path() / "b.npy", {static_cast<std::int64_t>(values.size())}, values);
  }

  test::TempDir dir_;
};

/// A Gemm of two inputs and three outputs, with more keys.
std::string gemm(const std::string& more) {
  return R"({"name": "g", "op": "Gemm", "in_features": 2, "out_features": 3, )" + more + "}";
}

TEST_F(Tensors8BitTest, ReadsFiles) {
  write("x.npy", {1, 2}, {-128, 127}, NpyType::kInt8);
  write("w.npy", {3, 2}, {-128, 127, 0, 1, -1, 2}, NpyType::kInt8);
  write_bias({-524288, 0, 524287});
  const std::string files = R"("ifmap": {"file": "x.npy"}, "weights": {"file": "w.npy"},
      "bias": {"file": "b.npy"})";
  const TensorSet set = make(gemm(files));
  EXPECT_THAT(set.values.ifmap, ElementsAre(-128, 127));
  EXPECT_THAT(set.values.weights, ElementsAre(-128, 127, 0, 1, -1, 2));
  EXPECT_THAT(set.values.bias, ElementsAre(-524288, 0, 524287));
  EXPECT_EQ(set.ifmap_type, NpyType::kInt8);

  write("x.npy", {1, 2}, {0, 255}, NpyType::kUint8);
  EXPECT_THAT(make(gemm(files)).values.ifmap, ElementsAre(0, 255));
  EXPECT_EQ(make(gemm(files)).ifmap_type, NpyType::kUint8);
  for (const NpyType type : {NpyType::kInt8, NpyType::kUint8, NpyType::kInt16}) {
    write("b.npy", {3}, {1, 2, 3}, type);
    EXPECT_THAT(make(gemm(files)).values.bias, ElementsAre(1, 2, 3));
  }
}

TEST_F(Tensors8BitTest, RefusesWiderFiles) {
  write("x.npy", {1, 2}, {1, 2}, NpyType::kInt16);
  EXPECT_THAT(error(gemm(R"("ifmap": {"file": "x.npy"})")),
              HasSubstr("x.npy: data type \"<i2\" is wider than 8 b "
                        "(allowed: little-endian int8, uint8)"));
  write("w.npy", {3, 2}, Values(6), NpyType::kInt16);
  EXPECT_THAT(error(gemm(R"("weights": {"file": "w.npy"})")),
              HasSubstr("layers[0].weights.file: "));
  EXPECT_THAT(error(gemm(R"("weights": {"file": "w.npy"})")),
              HasSubstr("data type \"<i2\" is wider than 8 b (allowed: little-endian int8)"));
}

TEST_F(Tensors8BitTest, WeightsHaveASign) {
  write("w.npy", {3, 2}, Values(6), NpyType::kUint8);
  EXPECT_THAT(error(gemm(R"("weights": {"file": "w.npy"})")),
              HasSubstr("data type \"|u1\" cannot be read (allowed: little-endian int8)"));
}

TEST_F(Tensors8BitTest, ABiasFitsAPsum) {
  for (const std::int32_t value : {524288, -524289, INT32_MAX}) {
    write_bias({0, 0, value});
    EXPECT_THAT(error(gemm(R"("bias": {"file": "b.npy"})")),
                HasSubstr(fmt::format("element 2 is {}, which is no 20 b psum "
                                      "(allowed: -524288 to 524287)",
                                      value)));
  }
}

TEST_F(Tensors8BitTest, SyntheticTensorsAreThoseOfEveryMachine) {
  const Workload w = workload(gemm(R"("rows": 50, "bias": {"zeros": 0.5})"));
  const TensorSet set = make_tensors(w, w.layers[0], kFamily, 1);
  const TensorSet flat = make_tensors(w, w.layers[0], MachineFamily::kFlat, 1);
  EXPECT_EQ(set.values.ifmap, flat.values.ifmap);
  EXPECT_EQ(set.values.weights, flat.values.weights);
  EXPECT_EQ(set.values.bias, flat.values.bias);
  EXPECT_EQ(set.ifmap_type, NpyType::kInt8);
}

TEST_F(Tensors8BitTest, ChosenBiasBringsAboutTheShareOfZeros) {
  for (const double zeros : {0.1, 0.5, 0.831}) {
    const Workload w = workload(fmt::format(R"({{"name": "c", "op": "Conv", "output_channels": 64,
        "input": {{"channels": 32, "height": 14, "width": 11}}, "kernel_shape": [3, 3],
        "pads": [1, 0, 2, 1], "strides": [1, 2], "relu": true, "product_shift": 2,
        "output_shift": 5, "ifmap": {{"zeros": 0.3}}, "ofmap": {{"zeros": {}}}}})",
                                            zeros));
    const WorkloadLayer& layer = w.layers[0];
    const TensorSet set = make_tensors(w, layer, kFamily, 7);
    ASSERT_TRUE(set.chosen_bias);
    EXPECT_THAT(set.values.bias, Each(*set.chosen_bias));
    hw::Layer hardware{};
    hardware.shape = layer.shape;
    hardware.relu = true;
    hardware.output_shift = layer.output_shift;
    const Values ofmap = golden_ofmap(hardware, set.values, kFamily);
    const auto count = static_cast<double>(std::ranges::count(ofmap, 0));
    EXPECT_NEAR(count / static_cast<double>(ofmap.size()), zeros, 0.03) << zeros;
  }
}

class BiasChoice8BitTest : public Tensors8BitTest {
 protected:
  std::int32_t bias(double zeros, int shift, int rows = 2) {
    return make(fmt::format(R"({{"name": "g", "op": "Gemm", "in_features": 1, "out_features": 4,
        "relu": true, "rows": {}, "output_shift": {}, "product_shift": 9,
        "ifmap": {{"file": "x.npy"}}, "weights": {{"file": "w.npy"}},
        "ofmap": {{"zeros": {}}}}})",
                            rows, shift, zeros))
        .chosen_bias.value();
  }
};

TEST_F(BiasChoice8BitTest, CountsOutputsThatTheShiftMakesZero) {
  // Psums without bias, in order: -5 -3 6 10 12 20 30 50.
  write("x.npy", {2, 1}, {3, 5}, NpyType::kInt8);
  write("w.npy", {4, 1}, {2, -1, 4, 10}, NpyType::kInt8);
  // Unshifted, zero up to 0. The bias of least magnitude that is right.
  EXPECT_EQ(bias(0, 0), 6);
  EXPECT_EQ(bias(0.25, 0), 0);
  EXPECT_EQ(bias(0.5, 0), -10);
  EXPECT_EQ(bias(1, 0), -50);
  // Shifted by 3, zero up to 7.
  EXPECT_EQ(bias(0, 3), 13);
  EXPECT_EQ(bias(0.25, 3), 2);
  EXPECT_EQ(bias(0.5, 3), -3);
  EXPECT_EQ(bias(1, 3), -43);
  // Shifted by 31, always zero.
  EXPECT_EQ(bias(0, 31), 0);
  EXPECT_EQ(bias(1, 31), 0);
}

TEST_F(BiasChoice8BitTest, UsesTheRangeOfPsums) {
  // Psums without bias: 255 * {127, 120, 110, -128} = 32385 30600 28050 -32640.
  write("x.npy", {1, 1}, {255}, NpyType::kUint8);
  write("w.npy", {4, 1}, {127, 120, 110, -128}, NpyType::kInt8);
  EXPECT_EQ(bias(1, 0, 1), -32385);
  EXPECT_EQ(bias(0, 0, 1), 32641) << "65026 is no overflow";
  // Zero up to 131071; all are zero by themselves.
  EXPECT_EQ(bias(1, 17, 1), 0);
  EXPECT_EQ(bias(0.25, 17, 1), 131072 - 28050);
  EXPECT_EQ(bias(0, 17, 1), 131072 + 32640);
}

TEST_F(BiasChoice8BitTest, AvoidsOverflow) {
  // One psum at each end of 20 b: 16 channels of 255 * 127 = 518160, and 255 * -128 = -522240.
  write("x.npy", {1, 16}, Values(16, 255), NpyType::kUint8);
  Values weights(16, 127);
  weights.insert(weights.end(), 16, -128);
  write("w.npy", {2, 16}, weights, NpyType::kInt8);
  const auto chosen = [&](double zeros) {
    return make(fmt::format(R"({{"name": "g", "op": "Gemm", "in_features": 16,
        "out_features": 2, "relu": true, "ifmap": {{"file": "x.npy"}},
        "weights": {{"file": "w.npy"}}, "ofmap": {{"zeros": {}}}}})",
                            zeros))
        .chosen_bias.value();
  };
  EXPECT_EQ(chosen(0.5), 0);
  // Any bias that makes both alike has one of them wrap: worth as much as a miss, so 0 stays.
  EXPECT_EQ(chosen(0), 0);
  EXPECT_EQ(chosen(1), 0);
}

TEST_F(BiasChoice8BitTest, IsTheBestOfAllBiases) {
  for (const auto& [zeros, shift] : {std::pair{0.2, 2}, {0.6, 4}, {0.9, 0}, {0.0, 6}, {1.0, 1}}) {
    const Workload w = workload(fmt::format(R"({{"name": "g{}", "op": "Gemm", "in_features": 40,
        "out_features": 9, "relu": true, "rows": 5, "output_shift": {},
        "ofmap": {{"zeros": {}}}}})",
                                            shift, shift, zeros));
    TensorSet set = make_tensors(w, w.layers[0], kFamily, 3);
    hw::Layer layer{};
    layer.shape = w.layers[0].shape;
    layer.relu = true;
    layer.output_shift = shift;
    const double target = zeros * 45;
    const auto miss = [&](std::int32_t bias) {
      std::ranges::fill(set.values.bias, bias);
      return std::abs(
          static_cast<double>(std::ranges::count(golden_ofmap(layer, set.values, kFamily), 0)) -
          target);
    };
    const double chosen = miss(*set.chosen_bias);
    for (std::int32_t bias = -4000; bias <= 4000; ++bias) {
      if (std::abs(bias) < std::abs(*set.chosen_bias)) {
        ASSERT_GT(miss(bias), chosen) << bias;
      } else {
        ASSERT_GE(miss(bias), chosen) << bias;
      }
    }
  }
}

}  // namespace
}  // namespace eyeriss::sim
