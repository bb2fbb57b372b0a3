// SPDX-License-Identifier: Apache-2.0
// Tensors in and out, against a convolution written down here once more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/interface/npy_file.h"
#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A layer as its definition has it: outputs, and MACs without a zero among their operands.
struct Computed {
  std::vector<std::int16_t> ofmap;
  std::int64_t effectual_macs = 0;
};

struct Geometry {
  int N, C, H, W, M, R, S, stride, top, left, bottom, right, groups, shift;
  bool relu;
};

Computed convolve(const Geometry& g, const std::vector<std::int16_t>& ifmap,
                  const std::vector<std::int16_t>& weights, const std::vector<std::int16_t>& bias) {
  const int E = (g.H + g.top + g.bottom - g.R) / g.stride + 1;
  const int F = (g.W + g.left + g.right - g.S) / g.stride + 1;
  const int channels = g.C / g.groups;
  Computed result;
  for (int n = 0; n < g.N; ++n) {
    for (int m = 0; m < g.M; ++m) {
      for (int e = 0; e < E; ++e) {
        for (int f = 0; f < F; ++f) {
          std::int64_t sum = bias[static_cast<std::size_t>(m)];
          for (int k = 0; k < channels * g.R * g.S; ++k) {
            const int c = m / (g.M / g.groups) * channels + k / (g.R * g.S);
            const int h = e * g.stride + k / g.S % g.R - g.top;
            const int w = f * g.stride + k % g.S - g.left;
            if (h < 0 || h >= g.H || w < 0 || w >= g.W) continue;
            const int pixel = ifmap[static_cast<std::size_t>(((n * g.C + c) * g.H + h) * g.W + w)];
            const int weight = weights[static_cast<std::size_t>(m * channels * g.R * g.S + k)];
            sum += static_cast<std::int16_t>((pixel * weight) >> g.shift);
            result.effectual_macs += pixel != 0 && weight != 0;
          }
          const auto output = static_cast<std::int16_t>(sum);
          result.ofmap.push_back(g.relu ? std::max<std::int16_t>(output, 0) : output);
        }
      }
    }
  }
  return result;
}

class Tensors : public ::testing::Test {
 protected:
  json simulate(const json& workload) {
    dir_.write("w.json", workload.dump());
    Command command = simulator(
        {"--quiet", "--no-check", "--out", "r", "--dump-tensors", "new/tensors", "w.json"});
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 0) << result.err;
    return read_document(dir_.path() / "r/summary.json");
  }

  NpyArray dumped(const std::string& name) const {
    return read_npy(dir_.path() / "new/tensors" / (name + ".npy"));
  }

  void expect_outputs(const json& summary, const std::string& layer, const Geometry& geometry) {
    SCOPED_TRACE(layer);
    const Computed computed =
        convolve(geometry, dumped(layer + "_ifmap").values, dumped(layer + "_weights").values,
                 dumped(layer + "_bias").values);
    EXPECT_EQ(dumped(layer + "_ofmap").values, computed.ofmap);
    EXPECT_EQ(layer_of(summary, layer)["effectual_macs"], computed.effectual_macs);
    const auto zeros = std::count(computed.ofmap.begin(), computed.ofmap.end(), 0);
    EXPECT_DOUBLE_EQ(layer_of(summary, layer)["ofmap_zero_fraction"].get<double>(),
                     static_cast<double>(zeros) / static_cast<double>(computed.ofmap.size()));
  }

  TempDir dir_;
};

TEST_F(Tensors, DumpedOnesReproduceEveryOutput) {
  const json summary = simulate(small_workload());
  EXPECT_EQ(files_below(dir_.path() / "new/tensors").size(), 20U);
  expect_outputs(summary, "strided", {2, 3, 15, 11, 8, 5, 3, 2, 0, 0, 0, 0, 1, 0, true});
  expect_outputs(summary, "mapped", {2, 8, 8, 8, 8, 3, 3, 1, 1, 1, 1, 1, 1, 0, true});
  expect_outputs(summary, "grouped", {2, 4, 6, 7, 6, 3, 2, 1, 1, 0, 0, 1, 2, 1, false});
  expect_outputs(summary, "pointwise", {2, 6, 5, 5, 10, 1, 1, 1, 0, 0, 0, 0, 1, 0, false});
  expect_outputs(summary, "gemm", {6, 20, 1, 1, 7, 1, 1, 1, 0, 0, 0, 0, 1, 0, false});
}

TEST_F(Tensors, DumpsHaveTheShapesOfTheContract) {
  simulate(small_workload());
  EXPECT_THAT(dumped("grouped_ifmap").header, HasSubstr("'<i2', 'fortran_order': False"));
  EXPECT_THAT(dumped("grouped_ifmap").header, HasSubstr("(2, 4, 6, 7),"));
  EXPECT_THAT(dumped("grouped_weights").header, HasSubstr("(6, 2, 3, 2),"));
  EXPECT_THAT(dumped("grouped_bias").header, HasSubstr("(6,),"));
  EXPECT_THAT(dumped("grouped_ofmap").header, HasSubstr("(2, 6, 5, 7),"));
  EXPECT_THAT(dumped("gemm_ifmap").header, HasSubstr("(6, 20),"));
  EXPECT_THAT(dumped("gemm_weights").header, HasSubstr("(7, 20),"));
  EXPECT_THAT(dumped("gemm_ofmap").header, HasSubstr("(6, 7),"));
}

TEST_F(Tensors, ChosenBiasIsTheReportedOne) {
  const json summary = simulate(small_workload());
  EXPECT_THAT(dumped("strided_bias").values,
              Each(layer_of(summary, "strided")["synthetic_bias"].get<int>()));
  EXPECT_THAT(dumped("mapped_bias").values, Each(0));
}

TEST_F(Tensors, FilesAreReadBesideTheWorkload) {
  dir_.write("x.npy", npy_bytes("|i1", false, "(1, 3)", "\x01\x02\xff"));
  dir_.write("w.npy", npy_bytes("<i2", false, "(2, 3)", int16_bytes({1, 10, 100, -4, 0, 300})));
  dir_.write("b.npy",
             npy_bytes("<i4", false, "(2,)", std::string("\x05\0\0\0\xff\xff\xff\xff", 8)));
  const json summary = simulate(json::parse(R"({ "name": "files", "layers": [
    { "name": "gemm", "op": "Gemm", "in_features": 3, "out_features": 2,
      "ifmap": { "file": "x.npy" }, "weights": { "file": "w.npy" },
      "bias": { "file": "b.npy" } } ] })"));
  EXPECT_THAT(dumped("gemm_ofmap").values, ElementsAre(5 + 1 + 20 - 100, -1 - 4 - 300));
  EXPECT_EQ(summary["layers"][0]["effectual_macs"], 5);
}

}  // namespace
}  // namespace eyeriss::test
