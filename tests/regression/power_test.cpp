// SPDX-License-Identifier: Apache-2.0
// Power of AlexNet's convolutions with the calibrated energy table, against the measured chip
// (Chen et al., JSSC 52(1) 2017, Table V and Fig. 16). The table is fitted to the breakdown of
// CONV1 and CONV5; CONV2, CONV3, CONV4 and the average are predictions.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace eyeriss {
namespace {

using nlohmann::json;

const std::string kSource = EYERISS_SOURCE_DIR;

json read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  EXPECT_TRUE(stream) << file;
  return json::parse(stream, nullptr, false);
}

/// The published power and its breakdown in per cent.
struct Chip {
  double power_mw;
  std::map<std::string, double> percent;
};

const std::map<std::string, Chip> kFitted = {{"conv1",
                                              {332,
                                               {{"clock_network", 32.9},
                                                {"spads", 42.5},
                                                {"pe_control", 9.9},
                                                {"mac", 8.9},
                                                {"io_pads", 2.4},
                                                {"pe_fifos", 1.3},
                                                {"glb", 1.1},
                                                {"noc", 0.9},
                                                {"top_control", 0.1}}}},
                                             {"conv5",
                                              {236,
                                               {{"clock_network", 45.0},
                                                {"spads", 33.1},
                                                {"pe_control", 9.4},
                                                {"mac", 3.0},
                                                {"glb", 2.9},
                                                {"pe_fifos", 2.3},
                                                {"noc", 2.2},
                                                {"io_pads", 1.8},
                                                {"top_control", 0.1}}}}};

bool has_python() { return test::run({{"/usr/bin/env", "python3", "--version"}}).status == 0; }

class AlexNetPower : public testing::Test {
 protected:
  void SetUp() override {
    const auto result = test::run({{EYERISS_SIM_BINARY, kSource + "/workloads/alexnet.json",
                                    "--layers", "conv1,conv2,conv3,conv4,conv5", "--no-check",
                                    "--quiet", "--out", dir_.path().string()}});
    ASSERT_EQ(result.status, 0) << result.err;
    summary_ = read(dir_.path() / "summary.json");
    for (const json& layer : summary_.at("layers")) layers_[layer.at("name")] = layer;
  }

  double power_mw(const std::string& layer) const {
    return layers_.at(layer).at("power_mw").get<double>();
  }

  /// Of one component, or of the three spads together.
  double power_mw(const std::string& layer, const std::string& component) const {
    const json& energy = layers_.at(layer).at("energy_pj");
    double picojoules = 0;
    for (const auto& [name, value] : energy.items()) {
      const bool is_spad = component == "spads" && name.ends_with("_spad");
      if (name == component || is_spad) picojoules += value.get<double>();
    }
    return picojoules * 1e-6 / layers_.at(layer).at("latency_ms").at("total").get<double>();
  }

  void expect_fitted_layers() const {
    for (const auto& [layer, chip] : kFitted) {
      double sum = 0;
      for (const auto& [component, percent] : chip.percent) {
        const double power = power_mw(layer, component);
        EXPECT_NEAR(power, percent / 100 * chip.power_mw, 0.05 * chip.power_mw)
            << layer << " " << component;
        // Small components would be near the chip even at nothing.
        EXPECT_NEAR(power / (percent / 100 * chip.power_mw), 1, 0.4) << layer << " " << component;
        sum += power;
      }
      EXPECT_NEAR(power_mw(layer), sum, 1e-6) << layer << ": nothing but the published components";
      EXPECT_NEAR(power_mw(layer) / chip.power_mw, 1, 0.05) << layer;
    }
  }

  void expect_predicted_layers() const {
    EXPECT_NEAR(power_mw("conv2") / 288, 1, 0.12);
    EXPECT_NEAR(power_mw("conv3") / 266, 1, 0.12);
    EXPECT_NEAR(power_mw("conv4") / 235, 1, 0.12);
    EXPECT_NEAR(summary_.at("totals").at("power_mw").get<double>() / 278, 1, 0.06);
  }

  // The shipped table is what the script makes of the shipped model: to be run again when the model
  // changes the counts by more than this.
  void expect_table_of_the_calibration() const {
    const auto file = dir_.path() / "table.json";
    const auto result =
        test::run({{"/usr/bin/env", "python3", kSource + "/scripts/calibrate_energy.py", "--quiet",
                    "--out", file.string(), (dir_.path() / "summary.json").string()}});
    ASSERT_EQ(result.status, 0) << result.err;
    const json calibrated = read(file).flatten();
    const json shipped = read(kSource + "/hw/presets/energy/eyeriss-v1-65nm.json").flatten();
    ASSERT_EQ(calibrated.size(), shipped.size());
    for (const auto& [path, value] : shipped.items()) {
      if (!value.is_number()) {
        EXPECT_EQ(calibrated.at(path), value) << path;
      } else {
        const auto energy = value.get<double>();
        EXPECT_NEAR(calibrated.at(path).get<double>(), energy, 0.02 * energy) << path;
      }
    }
  }

  test::TempDir dir_;
  json summary_;
  std::map<std::string, json> layers_;
};

// One test, so that AlexNet is simulated once.
TEST_F(AlexNetPower, AgreesWithTheChip) {
  expect_fitted_layers();
  expect_predicted_layers();
}

TEST_F(AlexNetPower, TableIsThatOfTheCalibration) {
  if (!has_python()) GTEST_SKIP() << "there is no python3";
  expect_table_of_the_calibration();
}

TEST(PublishedPower, IsThatOfThisTest) {
  const json published = read(kSource + "/workloads/published/alexnet-eyeriss-v1.json");
  for (const json& row : published.at("layers")) {
    const auto fitted = kFitted.find(row.at("name"));
    EXPECT_EQ(row.contains("power_percent"), fitted != kFitted.end());
    if (fitted == kFitted.end()) continue;
    EXPECT_EQ(row.at("power_mw"), fitted->second.power_mw);
    EXPECT_EQ(row.at("power_percent"), json(fitted->second.percent));
  }
}

TEST(Calibration, ComplainsAboutWhatIsNoSummary) {
  if (!has_python()) GTEST_SKIP() << "there is no python3";
  const test::TempDir dir;
  const auto out = dir.path() / "table.json";
  const std::map<std::string, std::string> inputs = {
      {"text", "nonsense"},
      {"list", "[]"},
      {"empty", R"({"layers": []})"},
      {"layer", R"({"layers": [{"name": "conv1", "cycles": {}}]})"}};
  for (const auto& [name, content] : inputs) {
    const auto file = dir.write(name, content);
    const auto result =
        test::run({{"/usr/bin/env", "python3", kSource + "/scripts/calibrate_energy.py", "--out",
                    out.string(), file.string()}});
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_NE(result.err.find(file.string()), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("Traceback"), std::string::npos) << result.err;
    EXPECT_FALSE(std::filesystem::exists(out)) << name;
  }
}

}  // namespace
}  // namespace eyeriss
