// SPDX-License-Identifier: Apache-2.0
// scripts/calibrate_cluster_energy.py on made-up results.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
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

enum class Group { kComputing, kSupply, kNeither };

Group group_of(const std::string& component, const std::string& action) {
  static const std::set<std::string> supply = {"clock_network", "pe_fifos", "noc", "top_control"};
  if (component == "io_pads" || component == "dram") return Group::kNeither;
  const bool writes_weights = component == "filter_spad" && action.ends_with("_written");
  return supply.contains(component) || writes_weights ? Group::kSupply : Group::kComputing;
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

  /// A layer that takes `macs` times so many pJ in both groups, all of their actions as many.
  json layer(const std::string& name, double macs, double computing, double supply) {
    std::map<Group, double> actions;
    const auto for_each_action = [&](const auto& function) {
      for (const auto& [component, energies] : before_.items()) {
        if (!energies.is_object()) continue;
        for (const auto& [action, energy] : energies.items()) {
          if (energy.is_number()) function(component, action, energy.template get<double>());
        }
      }
    };
    for_each_action([&](const std::string& component, const std::string& action, double energy) {
      if (energy > 0) ++actions[group_of(component, action)];
    });
    const std::map<Group, double> picojoules = {{Group::kComputing, macs * computing},
                                                {Group::kSupply, macs * supply},
                                                {Group::kNeither, 1e9}};
    json counts;
    for_each_action([&](const std::string& component, const std::string& action, double energy) {
      const Group group = group_of(component, action);
      counts[component][action] =
          energy > 0 ? picojoules.at(group) / actions.at(group) / energy : 1e9;
    });
    return {{"name", name}, {"macs", macs}, {"energy_actions", counts}};
  }

  /// Of a run on the published machine, unless `architecture` says otherwise.
  std::filesystem::path summary(const std::string& workload, const std::vector<json>& layers,
                                const json& architecture = json::object()) {
    json document = {{"workload", workload},
                     {"arch_config", {{"name", "eyeriss-v2"}, {"core", {{"voltage_v", 1.0}}}}},
                     {"layers", layers}};
    document["arch_config"].merge_patch(architecture);
    return dir_.write(workload, document.dump());
  }

  /// The table before with some of it changed, or taken out by null.
  std::filesystem::path changed_table(const json& patch) {
    json table = before_;
    table.merge_patch(patch);
    return dir_.write("changed.json", table.dump());
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

  /// Every energy is the one before times its group's scale.
  void expect_scales(double computing, double supply) {
    const json after = read_json(out_);
    const EnergyTable table =
        read_energy_table(JsonValue(after, "after.json"), MachineFamily::kClusters);
    const EnergyTable old =
        read_energy_table(JsonValue(before_, "before.json"), MachineFamily::kClusters);
    for (std::size_t i = 0; i < table.energies.size(); ++i) {
      const EnergyAction& action = energy_actions(MachineFamily::kClusters)[i];
      const std::string component(kEnergyComponents[static_cast<std::size_t>(action.component)]);
      const Group group = group_of(component, std::string(action.name));
      const double scale = group == Group::kNeither  ? 1
                           : group == Group::kSupply ? supply
                                                     : computing;
      EXPECT_NEAR(table.energies[i], scale * old.energies[i], 6e-4 * scale * old.energies[i])
          << component << " " << action.name;
    }
  }

  void expect_error(const test::ProgramResult& result, const std::filesystem::path& file,
                    const std::string& text) {
    EXPECT_EQ(result.status, 2) << text;
    EXPECT_THAT(result.err, HasSubstr(file.string()));
    EXPECT_THAT(result.err, HasSubstr(text));
    EXPECT_THAT(result.err, Not(HasSubstr("Traceback")));
    EXPECT_FALSE(std::filesystem::exists(out_)) << text;
  }

  test::TempDir dir_;
  std::filesystem::path out_ = dir_.path() / "after.json";
  std::filesystem::path table_;
  json before_;
};

// 148.1 GOPS/W are 2000 / 148.1 = 13.504 pJ for a MAC, 465.1 GOPS/W 4.3001 pJ. Half and 2.5 times
// of these layers' 8 + 3.8018 and 1 + 1.5200 are just that.
TEST_F(ClusterCalibration, ScalesTwoGroupsSoThatTwoLayersComeOutExactly) {
  const double conv1 = (2000 / 148.1 - 0.5 * 8) / 2.5;
  const double fc8 = (2000 / 465.1 - 0.5 * 1) / 2.5;
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 8, conv1), layer("conv3", 7e6, 3, 1)});
  const auto sparse =
      summary("alexnet-sparse", {layer("conv3", 3e6, 1, 0.4), layer("fc8", 1e6, 1, fc8)});
  const auto result = calibrate(dense, sparse);
  ASSERT_EQ(result.status, 0) << result.err;
  expect_scales(0.5, 2.5);
  const json after = read_json(out_);
  EXPECT_THAT(after["_how"].get<std::string>(), HasSubstr("alexnet:conv1 and alexnet-sparse:fc8"));
  EXPECT_EQ(after["mac"]["_"], before_["mac"]["_"]);
  // Predicted: 0.5 x 3 + 2.5 x 1 = 4 pJ a MAC are 500 GOPS/W, 27.6 % above the published ones;
  // 0.5 x 1 + 2.5 x 0.4 = 1.5 pJ are 1333.3 of 1423.2.
  EXPECT_THAT(result.out, HasSubstr("500.0+27.6%"));
  EXPECT_THAT(result.out, HasSubstr("1333.3-6.3%"));
}

TEST_F(ClusterCalibration, FitsTheLayersThatItIsTold) {
  // 392.0 GOPS/W and 465.1 GOPS/W, from computing alone and from supply alone.
  const auto dense = summary("alexnet", {layer("conv3", 1e6, 2000 / 392.0, 0)});
  const auto sparse = summary("alexnet-sparse", {layer("fc8", 1e6, 0, 0.5 * 2000 / 465.1)});
  const auto result =
      calibrate(dense, sparse, {"--fit", "alexnet:conv3,alexnet-sparse:fc8", "--quiet"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  expect_scales(1, 2);
}

TEST_F(ClusterCalibration, LeavesNoEnergyNegative) {
  // Twice the supply, but less energy: more of it would have to take less.
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = summary("alexnet-sparse", {layer("fc8", 1e6, 1, 2)});
  const auto result = calibrate(dense, sparse, {"--quiet"});
  ASSERT_EQ(result.status, 0) << result.err;
  // Least squares of errors in parts of each layer's energy, of computing alone.
  const double a = 148.1 / 2000;
  const double b = 465.1 / 2000;
  expect_scales((a + b) / (a * a + b * b), 0);
}

TEST_F(ClusterCalibration, ComplainsAboutWhatIsNoSummary) {
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = summary("alexnet-sparse", {layer("fc8", 1e6, 1, 2)});
  for (const char* content : {"nonsense", "[]", "{}", R"({"layers": 1})"}) {
    const auto file = dir_.write("bad", content);
    expect_error(calibrate(dense, file), file, "");
    expect_error(calibrate(dense, sparse, {"--published", file.string()}), file, "");
    expect_error(calibrate(dense, sparse, {"--table", file.string()}), file, "");
  }
  expect_error(calibrate(dense, dir_.path() / "none"), dir_.path() / "none", "No such file");
  expect_error(calibrate(dense, dense), "", "alexnet-sparse:fc8 is in no summary");
  expect_error(calibrate(dense, sparse, {"--fit", "alexnet:conv1,conv9"}), "", "conv9");
  expect_error(calibrate(dense, sparse, {"--fit", "alexnet:conv1"}), "",
               "allowed: alexnet:conv1, ");
}

TEST_F(ClusterCalibration, TakesRunsWithOtherEnergies) {
  const json energies = {{"energy", {{"mac", {{"active", 99}}}}}};
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 2000 / 148.1, 0)}, energies);
  const auto sparse =
      summary("alexnet-sparse", {layer("fc8", 1e6, 0, 0.25 * 2000 / 465.1)}, energies);
  const auto result = calibrate(dense, sparse, {"--quiet"});
  ASSERT_EQ(result.status, 0) << result.err;
  expect_scales(1, 4);
}

TEST_F(ClusterCalibration, ComplainsAboutRunsOfAnotherMachineOrVoltage) {
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = [&](const json& architecture) {
    return summary("alexnet-sparse", {layer("fc8", 1e6, 1, 2)}, architecture);
  };
  auto file = sparse({{"name", "eyeriss-v2-256"}});
  expect_error(calibrate(dense, file), file,
               "is of the machine eyeriss-v2-256 (allowed: eyeriss-v2,");
  file = sparse({{"core", {{"voltage_v", 0.82}}}});
  expect_error(calibrate(dense, file), file, "core.voltage_v is 0.82 (allowed: 1.0,");
  // It is the table's voltage that counts, whatever that is.
  file = sparse(json::object());
  const std::string table = changed_table({{"voltage_v", 0.82}}).string();
  expect_error(calibrate(dense, file, {"--table", table}), dense,
               "core.voltage_v is 1.0 (allowed: 0.82,");
}

TEST_F(ClusterCalibration, ComplainsAboutLayersWithoutCountsOfActions) {
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  json fc8 = layer("fc8", 1e6, 1, 2);
  fc8["energy_actions"]["mac"].erase("idle_slot");
  auto file = summary("alexnet-sparse", {fc8});
  expect_error(calibrate(dense, file), file, "energy_actions of layer fc8 have no mac.idle_slot");
  fc8.erase("energy_actions");
  file = summary("alexnet-sparse", {fc8});
  expect_error(calibrate(dense, file), file, "layer fc8 has no energy_actions\n");
  // Layers without published figures are not looked at.
  file = summary("alexnet-sparse", {{{"name", "fc7"}}, layer("fc8", 1e6, 1, 0.5)});
  EXPECT_EQ(calibrate(dense, file).status, 0);
}

TEST_F(ClusterCalibration, ComplainsAboutTablesOfOtherActions) {
  const auto dense = summary("alexnet", {layer("conv1", 1e6, 1, 1)});
  const auto sparse = summary("alexnet-sparse", {layer("fc8", 1e6, 1, 0.5)});
  const auto expect_complaint = [&](const json& patch, const std::string& text) {
    const auto table = changed_table(patch);
    expect_error(calibrate(dense, sparse, {"--table", table.string()}), table, text);
  };
  expect_complaint({{"glb", nullptr}}, "has no component glb");
  expect_complaint({{"noc", 1}}, "has no component noc");
  expect_complaint({{"mac", {{"gated", nullptr}}}}, "has no action mac.gated");
  expect_complaint({{"dram", {{"bit_read", nullptr}}}}, "has no action dram.bit_read");
  expect_complaint({{"cache", {{"hit", 1}}}},
                   "component cache is unknown (allowed: clock_network,");
  expect_complaint({{"glb", {{"hit", 1}}}},
                   "action glb.hit is unknown (allowed: bit_read, bit_written)");
  expect_complaint({{"io_pads", {{"hit", 1}}}}, "action io_pads.hit is unknown");
  for (const json& energy : {json("1"), json(-1), json(true)}) {
    expect_complaint({{"pe_fifos", {{"bit", energy}}}}, "pe_fifos.bit is no energy");
  }
  expect_complaint({{"voltage_v", nullptr}}, "voltage_v is missing");
  const std::filesystem::path flat = EYERISS_SOURCE_DIR "/hw/presets/energy/eyeriss-v1-65nm.json";
  expect_error(calibrate(dense, sparse, {"--table", flat.string()}), flat, "has no action");
  // What only explains is not of the actions.
  const auto explained = changed_table({{"glb", {{"_more", "text"}}}, {"_more", {{"hit", 1}}}});
  EXPECT_EQ(calibrate(dense, sparse, {"--table", explained.string()}).status, 0);
}

// What has been scaled to nothing cannot be scaled again.
TEST_F(ClusterCalibration, ComplainsAboutAGroupWithoutEnergies) {
  const auto result = calibrate(summary("alexnet", {layer("conv1", 1e6, 1, 0)}),
                                summary("alexnet-sparse", {layer("fc8", 1e6, 1, 0)}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("no energies of supply"));
}

}  // namespace
}  // namespace eyeriss::sim
