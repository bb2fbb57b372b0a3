// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/energy/energy_actions.h"
#include "sim/input/json_object.h"
#include "sim/input/json_reader.h"
#include "sim/input/presets.h"
#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

const std::filesystem::path kTables = EYERISS_SOURCE_DIR "/hw/presets/energy";

EnergyTable read(const json& document, MachineFamily family = MachineFamily::kFlat) {
  return read_energy_table(JsonValue(document, "t.json"), family);
}

json preset() { return read_json(kTables / "eyeriss-v1-65nm.json"); }
json cluster_preset() { return read_json(kTables / "eyeriss-v2-65nm.json"); }

TEST(EnergyReader, ReadsEveryPresetAndItsNameIsThatOfTheFile) {
  EXPECT_THAT(preset_names(kTables),
              IsSupersetOf({"eyeriss-v1-65nm", "eyeriss-v2-65nm", "horowitz-45nm", "normalized"}));
  for (const std::string& name : preset_names(kTables)) {
    SCOPED_TRACE(name);
    const json document = read_json(kTables / (name + ".json"));
    const bool is_clustered = document.value("machines", "flat") == "clusters";
    const EnergyTable table =
        read(document, is_clustered ? MachineFamily::kClusters : MachineFamily::kFlat);
    EXPECT_EQ(table.name, name);
    double sum = 0;
    for (const double energy : table.energies) sum += energy;
    EXPECT_GT(sum, 0);
  }
}

TEST(EnergyReader, PutsEachFigureInItsPlace) {
  json document = preset();
  double figure = 0;
  for (const EnergyAction& action : energy_actions(MachineFamily::kFlat)) {
    const std::string component(kEnergyComponents[static_cast<std::size_t>(action.component)]);
    document[component][std::string(action.name)] = ++figure;
  }
  const EnergyTable table = read(document);
  EXPECT_EQ(table.name, "eyeriss-v1-65nm");
  EXPECT_EQ(table.voltage_v, 1.0);
  EXPECT_EQ(table.unit, EnergyTable::Unit::kPicojoule);
  EXPECT_EQ(table.machines, MachineFamily::kFlat);
  ASSERT_EQ(table.energies.size(), energy_actions(MachineFamily::kFlat).size());
  for (std::size_t i = 0; i < table.energies.size(); ++i) {
    EXPECT_EQ(table.energies[i], static_cast<double>(i + 1));
  }
}

TEST(EnergyReader, PutsEachFigureOfClustersInItsPlace) {
  json document = cluster_preset();
  double figure = 0;
  for (const EnergyAction& action : energy_actions(MachineFamily::kClusters)) {
    const std::string component(kEnergyComponents[static_cast<std::size_t>(action.component)]);
    document[component][std::string(action.name)] = ++figure;
  }
  const EnergyTable table = read(document, MachineFamily::kClusters);
  EXPECT_EQ(table.machines, MachineFamily::kClusters);
  ASSERT_EQ(table.energies.size(), energy_actions(MachineFamily::kClusters).size());
  for (std::size_t i = 0; i < table.energies.size(); ++i) {
    EXPECT_EQ(table.energies[i], static_cast<double>(i + 1));
  }
  const json written = to_json(table);
  EXPECT_EQ(to_json(read(written, MachineFamily::kClusters)), written);
}

TEST(EnergyReader, RefusesTablesForTheOtherFamily) {
  EXPECT_EQ(input_error([] { read(preset(), MachineFamily::kClusters); }),
            "t.json: machines: \"eyeriss-v1-65nm\" is a table for machines of the family flat"
            " (allowed: clusters)");
  EXPECT_EQ(input_error([] { read(cluster_preset()); }),
            "t.json: machines: \"eyeriss-v2-65nm\" is a table for machines of the family clusters"
            " (allowed: flat)");
  // Within a machine, where the table names its family or, being flat, does not.
  const json machine = {{"energy", preset()}};
  const auto root = JsonValue(machine, "m.json").object({"energy"});
  EXPECT_THAT(
      input_error([&] { read_energy_table(root.required("energy"), MachineFamily::kClusters); }),
      StartsWith("m.json: energy.machines: \"eyeriss-v1-65nm\" is a table for"));
}

// The other family's actions are unknown, also where a component has the same name.
TEST(EnergyReader, RefusesActionsOfTheOtherFamily) {
  json document = preset();
  document["machines"] = "clusters";
  EXPECT_THAT(input_error([&] { read(document, MachineFamily::kClusters); }),
              HasSubstr("clock_network.cycle: unknown key"));
}

TEST(EnergyReader, TablesAreFlatUnlessTheySayOtherwise) {
  json document = preset();
  ASSERT_FALSE(document.contains("machines"));
  EXPECT_EQ(read(document).machines, MachineFamily::kFlat);
  EXPECT_EQ(to_json(read(document))["machines"], "flat");
  document["machines"] = "flat";
  EXPECT_EQ(read(document).machines, MachineFamily::kFlat);
  document = cluster_preset();
  document.erase("machines");
  EXPECT_THAT(
      input_error([&] { read(document, MachineFamily::kClusters); }),
      HasSubstr("machines: \"eyeriss-v2-65nm\" is a table for machines of the family flat"));
}

TEST(EnergyReader, WhatItWritesItReads) {
  json document = preset();
  document["unit"] = "MAC";
  document["voltage_v"] = 0.7;
  const json written = to_json(read(document));
  EXPECT_EQ(written["unit"], "MAC");
  EXPECT_EQ(written["voltage_v"], 0.7);
  EXPECT_EQ(written["glb"]["read"], document["glb"]["read"]);
  EXPECT_EQ(to_json(read(written)), written);
}

TEST(EnergyReader, EveryKeyIsRequired) {
  const json complete = to_json(read(preset()));
  for (const auto& [key, value] : complete.items()) {
    if (key == "machines") continue;  // flat if it is absent
    json document = complete;
    document.erase(key);
    EXPECT_EQ(input_error([&] { read(document); }), "t.json: " + key + ": required key is missing");
    if (!value.is_object()) continue;
    for (const auto& [action, energy] : value.items()) {
      document = complete;
      document[key].erase(action);
      EXPECT_EQ(input_error([&] { read(document); }),
                "t.json: " + key + "." + action + ": required key is missing");
    }
  }
}

TEST(EnergyReader, RefusesWhatIsNoEnergy) {
  struct Wrong {
    const char* path;
    json value;
    const char* problem;
  };
  for (const auto& [path, value, problem] :
       {Wrong{"/mac/active", -0.1, "mac.active: -0.1 is out of range (allowed: numbers from 0 to "},
        Wrong{"/mac/active", 1e7, "mac.active: 10000000.0 is out of range"},
        Wrong{"/mac/active", "1", "mac.active: expected a number, got the string \"1\""},
        Wrong{"/mac/active", nullptr, "mac.active: expected a number, got null"},
        Wrong{"/mac/active", true, "mac.active: expected a number, got true"},
        Wrong{"/glb", 6, "glb: expected an object, got 6"},
        Wrong{"/glb/reads", 6,
              "glb.reads: unknown key, did you mean \"read\"? (allowed: read, write)"},
        Wrong{"/glbs", json::object(), "glbs: unknown key, did you mean \"glb\"?"},
        Wrong{"/unit", "nJ", "unit: unknown value \"nJ\", did you mean \"pJ\"? (allowed: pJ, MAC)"},
        Wrong{"/unit", 1, "unit: expected a string"},
        Wrong{"/machines", "cluster",
              "machines: unknown value \"cluster\", did you mean \"clusters\"? (allowed: flat, "
              "clusters)"},
        Wrong{"/machines", 1, "machines: expected a string"},
        Wrong{"/voltage_v", 0, "voltage_v: 0 is out of range (allowed: numbers from 0.3 to 2"},
        Wrong{"/name", "a b", "name: bad name \"a b\""},
        Wrong{"/source", "", "source: is an empty string"},
        Wrong{"/technology", 65, "technology: expected a string"}}) {
    json document = preset();
    document[json::json_pointer(path)] = value;
    EXPECT_THAT(input_error([&] { read(document); }),
                AllOf(StartsWith("t.json: "), HasSubstr(problem)));
  }
  EXPECT_THAT(input_error([&] { read(json::array()); }), HasSubstr("expected an object"));
}

TEST(EnergyReader, TakesTheLimitsAndComments) {
  json document = preset();
  document["mac"]["active"] = 0;
  document["mac"]["gated"] = 1e6;
  document["mac"]["_why"] = {"a", "comment"};
  document["_"] = 1;
  EXPECT_NO_THROW(read(document));
}

}  // namespace
}  // namespace eyeriss::sim
