// SPDX-License-Identifier: Apache-2.0
#include "sim/run/tensor_dump.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/input/npy.h"
#include "sim/input/workload_reader.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using ::testing::HasSubstr;
using Values = std::vector<std::int16_t>;

class TensorDumpTest : public ::testing::Test {
 protected:
  /// A Gemm with one input and two outputs.
  Workload workload(const std::string& more) {
    const std::string text = R"({"name": "w", "layers": [{"name": "g", "op": "Gemm",
        "in_features": 1, "out_features": 2)" +
                             more + "}]}";
    return read_workload(dir_.write("w.json", text), {"any"});
  }
  TensorSet dump(MachineFamily family, const std::string& more, const Values& ofmap) {
    const Workload w = workload(more);
    const TensorSet set = make_tensors(w, w.layers[0], family, 1);
    dump_tensors(dir_.path(), family, w.layers[0], set, ofmap);
    return set;
  }
  std::string header(const std::string& tensor) const {
    std::ifstream stream(dir_.path() / ("g_" + tensor + ".npy"), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void expect_types(const std::string& ifmap, const std::string& weights, const std::string& bias,
                    const std::string& ofmap) {
    EXPECT_THAT(header("ifmap"), HasSubstr("'descr': '" + ifmap + "'"));
    EXPECT_THAT(header("weights"), HasSubstr("'descr': '" + weights + "'"));
    EXPECT_THAT(header("bias"), HasSubstr("'descr': '" + bias + "'"));
    EXPECT_THAT(header("ofmap"), HasSubstr("'descr': '" + ofmap + "'"));
  }
  /// What was dumped must make the same tensors on the same machine.
  void expect_readable(MachineFamily family, const TensorSet& dumped) {
    const Workload w = workload(R"(, "ifmap": {"file": "g_ifmap.npy"},
        "weights": {"file": "g_weights.npy"}, "bias": {"file": "g_bias.npy"})");
    const TensorSet set = make_tensors(w, w.layers[0], family, 2);
    EXPECT_EQ(set.values.ifmap, dumped.values.ifmap);
    EXPECT_EQ(set.values.weights, dumped.values.weights);
    EXPECT_EQ(set.values.bias, dumped.values.bias);
    EXPECT_EQ(set.ifmap_type, dumped.ifmap_type);
  }

  test::TempDir dir_;
};

const std::string kFiles = R"(, "ifmap": {"file": "x.npy"}, "weights": {"file": "w.npy"},
    "bias": {"file": "b.npy"})";

TEST_F(TensorDumpTest, Of16BitMachinesIsInt16) {
  write_npy(dir_.path() / "x.npy", {1, 1}, Values{200}, NpyType::kUint8);
  write_npy(dir_.path() / "w.npy", {2, 1}, Values{-32768, 32767});
  write_npy(dir_.path() / "b.npy", {2}, std::vector<std::int32_t>{-32768, 32767});
  const TensorSet set =
      dump(MachineFamily::kFlat, kFiles + R"(, "output_type": "uint8")", {-300, 300});
  expect_types("<i2", "<i2", "<i2", "<i2");
  EXPECT_EQ(read_npy_int16(dir_.path() / "g_ofmap.npy", {1, 2}), (Values{-300, 300}));
  expect_readable(MachineFamily::kFlat, set);
}

TEST_F(TensorDumpTest, Of8BitMachinesKeepsTheTypeOfTheIfmap) {
  write_npy(dir_.path() / "x.npy", {1, 1}, Values{200}, NpyType::kUint8);
  write_npy(dir_.path() / "w.npy", {2, 1}, Values{-128, 127}, NpyType::kInt8);
  write_npy(dir_.path() / "b.npy", {2}, std::vector<std::int32_t>{-524288, 524287});
  const TensorSet unsigned_set = dump(MachineFamily::kClusters, kFiles, {-128, 127});
  expect_types("|u1", "|i1", "<i4", "|i1");
  EXPECT_EQ(read_npy_int16(dir_.path() / "g_ofmap.npy", {1, 2}), (Values{-128, 127}));
  expect_readable(MachineFamily::kClusters, unsigned_set);

  write_npy(dir_.path() / "x.npy", {1, 1}, Values{-128}, NpyType::kInt8);
  const TensorSet signed_set = dump(MachineFamily::kClusters, kFiles, {0, 0});
  expect_types("|i1", "|i1", "<i4", "|i1");
  expect_readable(MachineFamily::kClusters, signed_set);
}

TEST_F(TensorDumpTest, Of8BitMachinesHasTheTypeOfTheOutputs) {
  const TensorSet set = dump(MachineFamily::kClusters,
                             R"(, "output_type": "uint8", "bias": {"zeros": 0})", {128, 255});
  expect_types("|i1", "|i1", "<i4", "|u1");
  EXPECT_EQ(read_npy_int16(dir_.path() / "g_ofmap.npy", {1, 2}), (Values{128, 255}));
  expect_readable(MachineFamily::kClusters, set);
}

}  // namespace
}  // namespace eyeriss::sim
