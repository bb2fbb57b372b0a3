// SPDX-License-Identifier: Apache-2.0
#include "sim/input/tensors.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/golden/golden_model.h"
#include "sim/input/npy.h"
#include "sim/input/synthetic.h"
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

constexpr MachineFamily kFamily = MachineFamily::kFlat;

double share(const Values& values, std::int16_t value) {
  return static_cast<double>(std::count(values.begin(), values.end(), value)) /
         static_cast<double>(values.size());
}

TEST(SplitMix64, GivesThePublishedSequences) {
  SplitMix64 zero(0);
  EXPECT_EQ(zero.next(), 0xe220a8397b1dcdafu);
  EXPECT_EQ(zero.next(), 0x6e789e6aa1b965f4u);
  EXPECT_EQ(zero.next(), 0x06c45d188009454fu);
  SplitMix64 other(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u,
        16408922859458223821u}) {
    EXPECT_EQ(other.next(), expected);
  }
}

TEST(Fnv1a64, GivesThePublishedHashes) {
  EXPECT_EQ(fnv1a64(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a64("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a64("foobar"), 0x85944171f73967e8u);
}

TEST(Synthetic, FollowsTheRecipe) {
  // The draws of a generator that starts at 0 are known: the recipe done by hand.
  const std::array<std::uint64_t, 3> draws = {0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4,
                                              0x06c45d188009454f};
  // low half * 15 >> 32: 7b1dcdaf -> 7, a1b965f4 -> 9, 8009454f -> 7; * 14: 6, 8, 7.
  // high half below 0.25 * 2^32: the third.
  ASSERT_LT(draws[2] >> 32, 0x40000000u);
  EXPECT_THAT(synthetic_ifmap(3, 0.25, SplitMix64(0)), ElementsAre(8, 10, 0));
  EXPECT_THAT(synthetic_ifmap(3, 0, SplitMix64(0)), ElementsAre(8, 10, 8));
  EXPECT_THAT(synthetic_weights(3, 0, SplitMix64(0)), ElementsAre(-1, 2, 1));
  EXPECT_THAT(synthetic_weights(3, 1, SplitMix64(0)), Each(0));
}

TEST(Synthetic, KeepsFractionAndRange) {
  constexpr std::size_t kCount = 200000;
  const Values ifmap = synthetic_ifmap(kCount, 0.387, SplitMix64(1));
  EXPECT_NEAR(share(ifmap, 0), 0.387, 0.005);
  for (std::int16_t value = 1; value <= 15; ++value) {
    EXPECT_NEAR(share(ifmap, value), 0.613 / 15, 0.002) << value;
  }
  const Values weights = synthetic_weights(kCount, 0.9, SplitMix64(1));
  EXPECT_NEAR(share(weights, 0), 0.9, 0.005);
  for (std::int16_t value = 1; value <= 7; ++value) {
    EXPECT_NEAR(share(weights, value), 0.1 / 14, 0.001) << value;
    EXPECT_NEAR(share(weights, static_cast<std::int16_t>(-value)), 0.1 / 14, 0.001) << value;
  }
  EXPECT_EQ(share(synthetic_ifmap(kCount, 0, SplitMix64(2)), 0), 0);
  EXPECT_EQ(share(synthetic_weights(kCount, 0, SplitMix64(2)), 0), 0);
}

class TensorsTest : public ::testing::Test {
 protected:
  Workload workload(const std::string& layers) {
    const std::string text = R"({"name": "w", "batch": 2, "layers": [)" + layers + "]}";
    return read_workload(dir_.write("w.json", text), {"eyeriss-v1"});
  }
  TensorSet make(const std::string& layer, std::uint64_t seed = 1) {
    const Workload w = workload(layer);
    return make_tensors(w, w.layers[0], kFamily, seed);
  }
  /// Reading and checking must object in the same words.
  std::string error(const std::string& layer) {
    const Workload w = workload(layer);
    const std::string line = input_error([&] { make_tensors(w, w.layers[0], kFamily, 1); });
    EXPECT_EQ(input_error([&] { check_tensor_files(w, w.layers[0], kFamily); }), line);
    return line;
  }
  template <typename Value>
  void write(const std::string& name, const NpyShape& shape, const std::vector<Value>& values) {
    write_npy(dir_.path() / name, shape, values);
  }

  test::TempDir dir_;
};

const std::string kConv = R"("name": "c", "op": "Conv", "output_channels": 2, "group": 2,
    "input": {"channels": 4, "height": 3, "width": 5}, "kernel_shape": [2, 3])";
const std::string kGemm = R"("name": "g", "op": "Gemm", "in_features": 2, "out_features": 3)";

TEST_F(TensorsTest, HaveTheLayersShapes) {
  const TensorSet set = make("{" + kConv + "}");
  EXPECT_EQ(set.values.ifmap.size(), 2u * 4 * 3 * 5);
  EXPECT_EQ(set.values.weights.size(), 2u * 2 * 2 * 3);
  EXPECT_THAT(set.values.bias, ElementsAre(0, 0));
  EXPECT_EQ(set.ifmap_type, NpyType::kInt16);
  EXPECT_FALSE(set.chosen_bias);
}

TEST_F(TensorsTest, DependOnSeedLayerAndTensorOnly) {
  const TensorSet alone = make("{" + kConv + "}");
  const Workload both = workload("{" + kGemm + "}, {" + kConv + "}");
  const TensorSet second = make_tensors(both, both.layers[1], kFamily, 1);
  EXPECT_EQ(alone.values.ifmap, second.values.ifmap);
  EXPECT_EQ(alone.values.weights, second.values.weights);

  EXPECT_NE(make("{" + kConv + "}", 2).values.ifmap, alone.values.ifmap);
  std::string renamed = kConv;
  renamed.replace(renamed.find("\"c\""), 3, "\"d\"");
  EXPECT_NE(make("{" + renamed + "}").values.ifmap, alone.values.ifmap);
  EXPECT_NE(tensor_generator(1, "c", "ifmap").next(), tensor_generator(1, "c", "weights").next());
}

TEST_F(TensorsTest, ReadsFiles) {
  write<std::int16_t>("x.npy", {4, 2}, {1, 2, 3, 4, 5, 6, 7, -32768});
  write<std::int16_t>("w.npy", {3, 2}, {-1, 2, -3, 4, -5, 6});
  write<std::int32_t>("b.npy", {3}, {-32768, 0, 32767});
  const TensorSet set = make("{" + kGemm + R"(, "rows": 2, "ifmap": {"file": "x.npy"},
      "weights": {"file": "w.npy"}, "bias": {"file": "b.npy"}})");
  EXPECT_THAT(set.values.ifmap, ElementsAre(1, 2, 3, 4, 5, 6, 7, -32768));
  EXPECT_THAT(set.values.weights, ElementsAre(-1, 2, -3, 4, -5, 6));
  EXPECT_THAT(set.values.bias, ElementsAre(-32768, 0, 32767));
}

TEST_F(TensorsTest, NamesWorkloadLayerAndFileInErrors) {
  EXPECT_EQ(error("{" + kGemm + R"(, "ifmap": {"file": "none.npy"}})"),
            (dir_.path() / "w.json").string() + ": layers[0].ifmap.file: " +
                (dir_.path() / "none.npy").string() + ": no such file");
  write<std::int16_t>("x.npy", {1, 2}, {1, 2});
  EXPECT_THAT(error("{" + kGemm + R"(, "ifmap": {"file": "x.npy"}})"),
              HasSubstr("x.npy: has shape [1,2] (allowed: [2,2])"));
  EXPECT_THAT(error("{" + kConv + R"(, "weights": {"file": "x.npy"}})"),
              HasSubstr("layers[0].weights.file: "));
  EXPECT_THAT(error("{" + kConv + R"(, "weights": {"file": "x.npy"}})"),
              HasSubstr("(allowed: [2,2,2,3])"));
  write<std::int32_t>("x.npy", {2, 2}, {1, 2, 3, 4});
  EXPECT_THAT(error("{" + kGemm + R"(, "ifmap": {"file": "x.npy"}})"), HasSubstr("\"<i4\""));
  for (const std::int32_t value : {32768, -32769, INT32_MIN}) {
    write<std::int32_t>("b.npy", {3}, {0, value, 0});
    EXPECT_THAT(error("{" + kGemm + R"(, "bias": {"file": "b.npy"}})"),
                HasSubstr("element 1 is " + std::to_string(value) +
                          ", which is no 16 b psum (allowed: -32768 to 32767)"));
  }
}

/// Share of zeros in the outputs of a layer.
double ofmap_zeros(const WorkloadLayer& layer, const TensorSet& set) {
  hw::Layer hardware{};
  hardware.shape = layer.shape;
  hardware.relu = layer.relu;
  hardware.product_shift = layer.product_shift;
  return share(golden_ofmap(hardware, set.values, kFamily), 0);
}

TEST_F(TensorsTest, ChoosesOneBiasForTheShareOfZeros) {
  for (const double zeros : {0.1, 0.5, 0.831}) {
    const Workload w = workload(R"({"name": "c", "op": "Conv", "output_channels": 64,
        "input": {"channels": 32, "height": 14, "width": 11}, "kernel_shape": [3, 3], "group": 2,
        "pads": [1, 0, 2, 1], "strides": [1, 2], "relu": true, "product_shift": 1,
        "ifmap": {"zeros": 0.3}, "ofmap": {"zeros": )" +
                                std::to_string(zeros) + "}}");
    const TensorSet set = make_tensors(w, w.layers[0], kFamily, 7);
    ASSERT_TRUE(set.chosen_bias);
    EXPECT_EQ(set.values.bias, std::vector<std::int32_t>(64, *set.chosen_bias));
    EXPECT_NEAR(ofmap_zeros(w.layers[0], set), zeros, 0.03) << zeros;
  }
}

TEST_F(TensorsTest, ChoosesTheBestBiasOfASmallLayer) {
  // Outputs without bias: 3 * {2, -1, 4, 10} and 5 * {2, -1, 4, 10}.
  write<std::int16_t>("x.npy", {2, 1}, {3, 5});
  write<std::int16_t>("w.npy", {4, 1}, {2, -1, 4, 10});
  const auto bias = [&](const std::string& zeros) {
    return make(R"({"name": "g", "op": "Gemm", "in_features": 1, "out_features": 4, "relu": true,
        "ifmap": {"file": "x.npy"}, "weights": {"file": "w.npy"}, "ofmap": {"zeros": )" +
                zeros + "}}")
        .chosen_bias;
  };
  // Psums in order: -5 -3 6 10 12 20 30 50. The bias of least magnitude that is right.
  EXPECT_EQ(bias("0"), 6);
  EXPECT_EQ(bias("0.125"), 4);
  EXPECT_EQ(bias("0.25"), 0);
  EXPECT_EQ(bias("0.5"), -10);
  EXPECT_EQ(bias("1"), -50);
}

}  // namespace
}  // namespace eyeriss::sim
