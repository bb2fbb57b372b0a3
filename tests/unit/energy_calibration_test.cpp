// SPDX-License-Identifier: Apache-2.0
// scripts/calibrate_cluster_energy.py on made-up results.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "sim/energy/energy_actions.h"
#include "sim/energy/energy_reader.h"
#include "sim/input/json_reader.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string kScript = EYERISS_SOURCE_DIR "/scripts/calibrate_cluster_energy.py";

/// A layer that takes `macs` times so many pJ for data and for cycles, in several components.
json layer(const std::string& name, double macs, double data, double cycles) {
  json energies = {{"io_pads", 1e9}, {"dram", 1e9}, {"chip_total", 1e9}};
  for (const char* component :
       {"ifmap_spad", "filter_spad", "psum_spad", "mac", "pe_fifos", "glb", "noc"}) {
    energies[component] = macs * data / 7;
  }
  for (const char* component : {"clock_network", "pe_control", "top_control"}) {
    energies[component] = macs * cycles / 3;
  }
  return {{"name", name}, {"macs", macs}, {"energy_pj", energies}};
}

class ClusterCalibration : public testing::Test {
 protected:
  void SetUp() override {
    if (test::run({{"/usr/bin/env", "python3", "--version"}}).status != 0) {
      GTEST_SKIP() << "there is no python3";
    }
    before_ = read_json(EYERISS_SOURCE_DIR "/hw/presets/energy/eyeriss-v2-65nm.json");
    table_ = dir_.write("before.json", before_.dump());
  }

  std::filesystem::path summary(const std::string& workload, const std::vector<json>& layers) {
    const EnergyTable table =
        read_energy_table(JsonValue(before_, "before.json"), MachineFamily::kClusters);
    const json document = {
        {"workload", workload}, {"arch_config", {{"energy", to_json(table)}}}, {"layers", layers}};
    return dir_.write(workload, document.dump());
  }

  test::ProgramResult calibrate(const std::filesystem::path& dense,
                                const std::filesystem::path& sparse,
                                const std::vector<std::string>& options = {}) {
    std::vector<std::string> words = {"/usr/bin/env",  "python3",       kScript,
                                      dense.string(),  sparse.string(), "--table",
                                      table_.string(), "--out",         out_.string()};
    words.insert(words.end(), options.begin(), options.end());
    return test::run({words, {}, {{"PYTHONDONTWRITEBYTECODE", "1"}}});
  }

  /// Every energy of the components is the one before times `data` or `cycles`, others are as they
  /// were.
  void expect_scales(double data, double cycles) {
    const std::set<std::string> of_cycles = {"clock_network", "pe_control", "top_control"};
    const std::set<std::string> of_neither = {"io_pads", "dram"};
    const json after = read_json(out_);
    const EnergyTable table =
        read_energy_table(JsonValue(after, "after.json"), MachineFamily::kClusters);
    const EnergyTable old =
        read_energy_table(JsonValue(before_, "before.json"), MachineFamily::kClusters);
    for (std::size_t i = 0; i < table.energies.size(); ++i) {
      const EnergyAction& action = energy_actions(MachineFamily::kClusters)[i];
      const std::string component(kEnergyComponents[static_cast<std::size_t>(action.component)]);
      const double scale = of_neither.contains(component)  ? 1
                           : of_cycles.contains(component) ? cycles
                                                           : data;
      EXPECT_NEAR(table.energies[i], scale * old.energies[i], 6e-4 * scale * old.energies[i])
          << component << " " << action.name;
    }
  }

  test::TempDir dir_;
  std::filesystem::path out_ = dir_.path() / "after.json";
  std::filesystem::path table_;
  json before_;
};

// 148.1 GOPS/W are 2000 / 148.1 = 13.504 pJ for a MAC, 1423.2 GOPS/W 1.4053 pJ. Half and 2.5 times
// of these layers' 8 + 3.8018 and 1 + 0.36212 are just that.
TEST_F(ClusterCalibration, ScalesTwoGroupsSoThatTwoLayersComeOutExactly) {
  const double conv1 = (2000 / 148.1 - 0.5 * 8) / 2.5;
  const double conv3 = (2000 / 1423.2 - 0.5 * 1) / 2.5;
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 8, conv1), layer("conv3", 7e6, 3, 1)});
  const auto sparse =
      summary("alexnet-sparse", {layer("conv3", 3e6, 1, conv3), layer("fc8", 1e6, 4, 2)});
  const auto result = calibrate(dense, sparse);
  ASSERT_EQ(result.status, 0) << result.err;
  expect_scales(0.5, 2.5);
  const json after = read_json(out_);
  EXPECT_THAT(after["_how"].get<std::string>(),
              HasSubstr("alexnet:conv1 and alexnet-sparse:conv3"));
  EXPECT_EQ(after["mac"]["_"], before_["mac"]["_"]);
  // Predicted: 0.5 x 3 + 2.5 x 1 = 4 pJ a MAC are 500 GOPS/W, 27.6 % above the published ones;
  // 0.5 x 4 + 2.5 x 2 = 7 pJ are 285.7 of 465.1.
  EXPECT_THAT(result.out, HasSubstr("500.0+27.6%"));
  EXPECT_THAT(result.out, HasSubstr("285.7-38.6%"));
}

TEST_F(ClusterCalibration, FitsTheLayersThatItIsTold) {
  // 392.0 GOPS/W and 465.1 GOPS/W, from data alone and from cycles alone.
  const auto dense = summary("alexnet", {layer("conv3", 1e6, 2000 / 392.0, 0)});
  const auto sparse = summary("alexnet-sparse", {layer("fc8", 1e6, 0, 0.5 * 2000 / 465.1)});
  const auto result =
      calibrate(dense, sparse, {"--fit", "alexnet:conv3,alexnet-sparse:fc8", "--quiet"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  expect_scales(1, 2);
}

TEST_F(ClusterCalibration, LeavesNoEnergyNegative) {
  // Twice the cycles, but less energy: more cycles would have to take less.
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = summary("alexnet-sparse", {layer("conv3", 1e6, 1, 2)});
  const auto result = calibrate(dense, sparse, {"--quiet"});
  ASSERT_EQ(result.status, 0) << result.err;
  // Least squares of errors in parts of each layer's energy, of data alone.
  const double a = 148.1 / 2000;
  const double b = 1423.2 / 2000;
  expect_scales((a + b) / (a * a + b * b), 0);
}

TEST_F(ClusterCalibration, ComplainsAboutWhatIsNoSummaryOfTheTable) {
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = summary("alexnet-sparse", {layer("conv3", 1e6, 1, 2)});
  const auto expect_error = [&](const test::ProgramResult& result, const std::string& text) {
    EXPECT_EQ(result.status, 2) << text;
    EXPECT_THAT(result.err, HasSubstr(text));
    EXPECT_THAT(result.err, Not(HasSubstr("Traceback")));
    EXPECT_FALSE(std::filesystem::exists(out_)) << text;
  };
  for (const char* content : {"nonsense", "[]", "{}", R"({"arch_config": 1})"}) {
    const auto file = dir_.write("bad", content);
    expect_error(calibrate(dense, file), file.string());
    expect_error(calibrate(dense, sparse, {"--published", file.string()}), file.string());
  }
  expect_error(calibrate(dense, dir_.path() / "none"), "none");
  expect_error(calibrate(dense, dense), "alexnet-sparse:conv3 is in no summary");
  expect_error(calibrate(dense, sparse, {"--fit", "alexnet:conv1,conv9"}), "conv9");
  expect_error(calibrate(dense, sparse, {"--fit", "alexnet:conv1"}), "allowed: alexnet:conv1, ");
  before_["mac"]["active"] = 77;
  expect_error(calibrate(dense, summary("alexnet-sparse", {})), "another energy table");
}

// What has been scaled to nothing cannot be scaled again.
TEST_F(ClusterCalibration, ComplainsAboutAGroupWithoutEnergies) {
  const auto result = calibrate(summary("alexnet", {layer("conv1", 1e6, 1, 0)}),
                                summary("alexnet-sparse", {layer("conv3", 1e6, 1, 0)}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("no energies of cycles"));
}

}  // namespace
}  // namespace eyeriss::sim
