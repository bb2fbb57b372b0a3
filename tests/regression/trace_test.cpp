// SPDX-License-Identifier: Apache-2.0
// Traces over time against the summary: the rows of a layer add up to what the summary says of it,
// counts exactly, energies to 1e-9.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace eyeriss {
namespace {

using nlohmann::json;

const std::string kSource = EYERISS_SOURCE_DIR;

/// Sums of the columns of a file, by layer and column.
template <typename Number>
using Sums = std::map<std::string, std::map<std::string, Number>>;

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) result.push_back(field);
  return result;
}

/// @param parse makes a number of a field
template <typename Number, typename Parse>
Sums<Number> sums_of(const std::filesystem::path& file, const Parse& parse) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  const auto header = fields(line);
  Sums<Number> sums;
  while (std::getline(stream, line)) {
    const auto row = fields(line);
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (header[i] == "cycle" || header[i] == "active_pes" || header[i] == "power_mw") continue;
      sums[row[0]][header[i]] += parse(row[i]);
    }
  }
  return sums;
}

/// What the summary has in the place that a column is named after.
const json& place(const json& layer, std::string column) {
  std::replace(column.begin(), column.end(), '.', '/');
  return layer.at(json::json_pointer("/" + column));
}

class TraceSums : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string workload = kSource + "/workloads/" + GetParam() + ".json";
    std::vector<std::string> words = {EYERISS_SIM_BINARY, workload,        "--quiet", "--no-check",
                                      "--trace",          "cycles,energy", "--out",   dir_.path(),
                                      "--trace-interval", "1009"};
    if (GetParam() == "alexnet") words.insert(words.end(), {"--layers", "conv1,conv3,conv5"});
    ASSERT_EQ(test::run({.words = words}).status, 0);
    std::ifstream stream(dir_.path() / "summary.json");
    summary_ = json::parse(stream);
    ASSERT_GE(summary_["layers"].size(), 2u);
  }

  test::TempDir dir_;
  json summary_;
};

INSTANTIATE_TEST_SUITE_P(Workload, TraceSums, testing::Values("tiny", "tiny-sparse", "alexnet"),
                         [](const auto& workload) {
                           std::string name = workload.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(TraceSums, CountsAreTheSummarysExactly) {
  const auto sums = sums_of<std::int64_t>(dir_.path() / "cycles.csv",
                                          [](const std::string& text) { return std::stoll(text); });
  for (const json& layer : summary_["layers"]) {
    const auto& columns = sums.at(layer["name"].get<std::string>());
    ASSERT_GT(columns.size(), 40u);
    for (const auto& [column, sum] : columns) EXPECT_EQ(sum, place(layer, column)) << column;
    for (const char* part :
         {"cycles.total", "stalls.off_chip_ifmap", "accesses.mac.active", "accesses.glb.read_bytes",
          "accesses.dram.read_bytes", "accesses.noc.ifmap.words"}) {
      EXPECT_TRUE(columns.contains(part)) << part;
    }
  }
}

TEST_P(TraceSums, EnergiesAreTheSummarysToTheirRounding) {
  const auto sums = sums_of<double>(dir_.path() / "energy.csv",
                                    [](const std::string& text) { return std::stod(text); });
  for (const json& layer : summary_["layers"]) {
    const auto& columns = sums.at(layer["name"].get<std::string>());
    EXPECT_EQ(columns.size(), 1 + layer["energy_pj"].size()) << "and the cycles";
    for (const auto& [column, sum] : columns) {
      const auto whole = place(layer, column).get<double>();
      EXPECT_NEAR(sum, whole, 1e-9 * std::abs(whole)) << column;
    }
  }
}

// Power is energy over time in every interval, and so its mean over the cycles is the layer's.
TEST_P(TraceSums, MeanPowerIsTheLayers) {
  std::ifstream stream(dir_.path() / "energy.csv");
  std::string line;
  std::getline(stream, line);
  const auto header = fields(line);
  ASSERT_EQ(header[2], "cycles.total");
  ASSERT_EQ(header.back(), "power_mw");
  std::map<std::string, double> power_cycles;
  while (std::getline(stream, line)) {
    const auto row = fields(line);
    power_cycles[row[0]] += std::stod(row[2]) * std::stod(row.back());
  }
  for (const json& layer : summary_["layers"]) {
    const auto power = layer["power_mw"].get<double>();
    EXPECT_NEAR(power_cycles.at(layer["name"]) / layer["cycles"]["total"].get<double>(), power,
                1e-9 * power);
  }
}

}  // namespace
}  // namespace eyeriss
