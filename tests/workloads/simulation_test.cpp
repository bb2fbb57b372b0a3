// SPDX-License-Identifier: Apache-2.0
// Whole networks through the simulator with the mappings that it finds: every layer comes to its
// end, and every output equals the golden model's.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/process.h"
#include "tests/support/short_run.h"
#include "tests/support/temp_dir.h"
#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;

/// Of a network that is simulated even in a short run.
constexpr std::int64_t kFewMacs = 1'000'000;

/// The summary of a network, one image, simulated with all outputs checked.
json simulated(const std::string& name) {
  const TempDir dir;
  const auto file = workloads_directory() / (name + ".json");
  const ProgramResult result = run({{EYERISS_SIM_BINARY, "--quiet", "--batch", "1", "--check",
                                     "--out", dir.path().string(), file.string()}});
  EXPECT_EQ(result.status, 0) << result.err;
  std::ifstream stream(dir.path() / "summary.json");
  return json::parse(stream, nullptr, false);
}

class SimulatedNetworks : public testing::TestWithParam<std::string> {};

TEST_P(SimulatedNetworks, HaveTheGoldenOutputsInEveryLayer) {
  const std::string& name = GetParam();
  const sim::Workload workload = network(name);
  const std::int64_t macs = sum(workload, is_any).macs;
  if (is_short_run() && macs > kFewMacs) GTEST_SKIP() << macs << " MACs are too many";
  const json summary = simulated(name);
  ASSERT_TRUE(summary.is_object());
  const json& layers = summary.at("layers");
  ASSERT_EQ(layers.size(), workload.layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const hw::LayerShape& shape = workload.layers[i].shape;
    SCOPED_TRACE(workload.layers[i].name);
    EXPECT_EQ(layers[i].at("name"), workload.layers[i].name);
    EXPECT_EQ(layers[i].at("status"), "ok");
    EXPECT_EQ(layers[i].at("check").at("outputs"), std::int64_t{shape.M} * shape.E() * shape.F());
    EXPECT_EQ(layers[i].at("check").at("mismatches"), 0);
    EXPECT_EQ(layers[i].at("macs"), shape.macs());
  }
  EXPECT_EQ(summary.at("totals").at("macs"), macs);
}

INSTANTIATE_TEST_SUITE_P(, SimulatedNetworks,
                         testing::Values("lenet-5", "alexnet", "squeezenet",
                                         "mobilenet-v1-0.5-128"));

}  // namespace
}  // namespace eyeriss::test
