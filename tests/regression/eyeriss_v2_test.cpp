// SPDX-License-Identifier: Apache-2.0
// AlexNet, dense and pruned, on the second chip, as a user runs it: near the figures that its
// designers published (workloads/published/eyeriss-v2.json), all outputs exact.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/short_run.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;

const std::filesystem::path kSource = EYERISS_SOURCE_DIR;

json read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return json::parse(stream);
}

json published(const std::string& workload) {
  const json figures = read(kSource / "workloads/published/eyeriss-v2.json");
  for (const json& entry : figures.at("workloads")) {
    if (entry.at("workload") == workload) return entry;
  }
  throw std::runtime_error("nothing is published of " + workload);
}

double conv_dram_mb(const json& summary) {
  double bytes = 0;
  for (const json& layer : summary.at("layers")) {
    if (!layer.at("name").get<std::string>().starts_with("conv")) continue;
    const json& dram = layer.at("accesses").at("dram");
    bytes += dram.at("read_bytes").get<double>() + dram.at("write_bytes").get<double>();
  }
  return bytes / 1e6;
}

/// Of the layers whose names begin so.
double cycles(const json& summary, const std::string& prefix) {
  double sum = 0;
  for (const json& layer : summary.at("layers")) {
    if (!layer.at("name").get<std::string>().starts_with(prefix)) continue;
    sum += layer.at("cycles").at("total").get<double>();
  }
  return sum;
}

/// Of the chip, in a layer: a MAC is two operations, skipped or not.
double gops_per_w(const json& summary, const std::string& name) {
  for (const json& layer : summary.at("layers")) {
    if (layer.at("name") != name) continue;
    return 2e3 * layer.at("macs").get<double>() /
           layer.at("energy_pj").at("chip_total").get<double>();
  }
  throw std::runtime_error("no layer " + name);
}

double inferences_per_s(const json& summary) {
  return summary.at("totals").at("inferences_per_s").get<double>();
}

class EyerissV2 : public testing::Test {
 protected:
  void SetUp() override {
    if (is_short_run()) GTEST_SKIP() << "whole networks are for builds that are fast";
  }

  json run_network(const std::string& workload, const std::vector<std::string>& options = {},
                   const std::string& arch = "eyeriss-v2") const {
    std::vector<std::string> words = {EYERISS_SIM_BINARY,
                                      (kSource / "workloads" / (workload + ".json")).string(),
                                      "--arch",
                                      arch,
                                      "--batch",
                                      "1",
                                      "--quiet",
                                      "--out",
                                      directory_.path().string()};
    words.insert(words.end(), options.begin(), options.end());
    const ProgramResult result = run({.words = words});
    EXPECT_EQ(result.status, 0) << result.err;  // every output was checked
    return read(directory_.path() / "summary.json");
  }

 private:
  const TempDir directory_;
};

TEST_F(EyerissV2, IsAsFastAsPublished) {
  for (const char* workload : {"alexnet", "alexnet-sparse"}) {
    const double expected = published(workload).at("inferences_per_s").get<double>();
    for (const char* objective : {"energy", "edp"}) {
      SCOPED_TRACE(fmt::format("{} by {}", workload, objective));
      const json summary = run_network(workload, {"--objective", objective});
      EXPECT_NEAR(inferences_per_s(summary), expected, 0.15 * expected);
    }
  }
}

// The energy table is fitted to CONV1 and to the pruned FC8. The other two take no part in it, but
// what it scales together was drawn with all four in view.
TEST_F(EyerissV2, TakesAsMuchEnergyAsPublished) {
  int fitted = 0;
  int predicted = 0;
  for (const char* workload : {"alexnet", "alexnet-sparse"}) {
    const json summary = run_network(workload, {"--no-check"});
    const json figures = published(workload).at("gops_per_w");
    for (const auto& [name, figure] : figures.items()) {
      SCOPED_TRACE(fmt::format("{} of {}", name, workload));
      const auto expected = figure.get<double>();
      const double here = gops_per_w(summary, name);
      if (name == "conv3") {
        EXPECT_NEAR(here, expected, 0.2 * expected);
        ++predicted;
      } else {
        EXPECT_NEAR(here, expected, 0.005 * expected);
        ++fitted;
      }
    }
  }
  EXPECT_EQ(fitted, 2);
  EXPECT_EQ(predicted, 2);
}

TEST_F(EyerissV2, MovesAsManyBytesOffChipAsPublished) {
  for (const char* workload : {"alexnet", "alexnet-sparse"}) {
    SCOPED_TRACE(workload);
    const double expected = published(workload).at("conv_dram_mb").get<double>();
    const json summary = run_network(workload, {"--no-check"});
    EXPECT_NEAR(conv_dram_mb(summary), expected, 0.15 * expected);
  }
}

// Published: 16 % slower with 25600 MB/s in all. Two channels of DDR3 have that peak.
TEST_F(EyerissV2, LosesToLimitedBandwidthWhatIsPublished) {
  const auto rate = [&](std::vector<std::string> options) {
    options.emplace_back("--no-check");
    return inferences_per_s(run_network("alexnet-sparse", options));
  };
  const double slowdown = rate({}) / rate({"--dram", "ddr3-1600-x2"}) - 1;
  EXPECT_NEAR(slowdown, 0.16, 0.06);
}

// One weight per iact in a PE: no second MAC, hazards, and addresses of segments to be read.
TEST_F(EyerissV2, GainsNothingFromSparsePesInDepthwiseLayers) {
  for (const char* workload : {"mobilenet-v1-0.5-128", "mobilenet-v1-0.5-128-sparse"}) {
    SCOPED_TRACE(workload);
    const std::vector<std::string> options = {"--objective", "latency", "--no-check"};
    const json sparse_pes = run_network(workload, options);
    const json dense_pes = run_network(workload, options, "eyeriss-v1.5");
    EXPECT_GE(cycles(sparse_pes, "dw"), cycles(dense_pes, "dw"));
    EXPECT_LT(cycles(sparse_pes, "pw"), 0.5 * cycles(dense_pes, "pw")) << "but in others";
  }
}

}  // namespace
}  // namespace eyeriss::test
