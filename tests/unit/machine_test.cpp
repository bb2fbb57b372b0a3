// SPDX-License-Identifier: Apache-2.0
// A machine with the presets that it or the command line names.
#include "sim/input/machine.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/energy/energy_reader.h"
#include "sim/input/json_reader.h"
#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const fs::path kPresets = EYERISS_SOURCE_DIR "/hw/presets";

Machine load(const std::vector<std::string>& overrides) {
  return load_machine({.arch = "eyeriss-v1", .parts = {}, .overrides = overrides}, kPresets);
}

Machine load_with_energy(const std::string& energy,
                         const std::vector<std::string>& overrides = {}) {
  return load_machine({.arch = "eyeriss-v1", .parts = {{"energy", energy}}, .overrides = overrides},
                      kPresets);
}

json energy_of(const Machine& machine) { return to_json(machine).at("energy"); }

json table(const std::string& name) { return read_json(kPresets / "energy" / (name + ".json")); }

class MachineFile : public testing::Test {
 protected:
  std::string write_arch(const json& energy) {
    json document = read_json(kPresets / "eyeriss-v1.json");
    document["energy"] = energy;
    return dir_.write("mine.json", document.dump()).string();
  }
  static Machine load_file(const std::string& file) {
    return load_machine({.arch = file, .parts = {}, .overrides = {}}, kPresets);
  }

  test::TempDir dir_;
};

TEST(Machine, HasTheTableThatItNames) {
  EXPECT_EQ(load({}).energy.name, "eyeriss-v1-65nm");
  EXPECT_EQ(load_with_energy("normalized").energy.name, "normalized");
  const std::string file = (kPresets / "energy/horowitz-45nm.json").string();
  EXPECT_EQ(load_with_energy(file).energy.name, "horowitz-45nm");
}

TEST(Machine, OfEitherFamilySaysWhatAllHave) {
  const Machine flat = load({});
  EXPECT_EQ(flat.family(), MachineFamily::kFlat);
  EXPECT_EQ(flat.name(), "eyeriss-v1");
  EXPECT_EQ(flat.core_clock_mhz(), 200);
  EXPECT_EQ(flat.pes(), 168);
  EXPECT_EQ(flat.macs_per_cycle(), 168);
  EXPECT_EQ(flat.dram().name, "ddr3-1600");
  const Machine clusters = load_machine(
      {.arch = "eyeriss-v2", .parts = {{"dram", "ideal-25600"}}, .overrides = {}}, kPresets);
  EXPECT_EQ(clusters.family(), MachineFamily::kClusters);
  EXPECT_EQ(clusters.name(), "eyeriss-v2");
  EXPECT_EQ(clusters.core_clock_mhz(), 200);
  EXPECT_EQ(clusters.pes(), 192);
  EXPECT_EQ(clusters.macs_per_cycle(), 384);
  EXPECT_EQ(clusters.dram().ideal.bytes_per_clock * clusters.dram().clock_mhz, 25600);
}

TEST(Machine, TakesNoTableOfTheOtherFamily) {
  const auto load_v2 = [](const std::string& energy) {
    load_machine({.arch = "eyeriss-v2", .parts = {{"energy", energy}}, .overrides = {}}, kPresets);
  };
  EXPECT_THAT(input_error([&] { load_v2("eyeriss-v1-65nm"); }),
              HasSubstr("energy/eyeriss-v1-65nm.json: machines: "));
  EXPECT_THAT(input_error([] { load_with_energy("eyeriss-v2-65nm"); }),
              HasSubstr("energy/eyeriss-v2-65nm.json: machines: "));
}

TEST(Machine, OverridesReachIntoTheTable) {
  EXPECT_EQ(energy_of(load({"energy.mac.active=2"}))["mac"]["active"], 2);
  EXPECT_EQ(energy_of(load({"energy=normalized"}))["name"], "normalized");
  const json both = energy_of(load_with_energy("normalized", {"energy.glb.read=7"}));
  EXPECT_EQ(both["glb"]["read"], 7);
  EXPECT_EQ(both["glb"]["write"], 6);
  const json last = energy_of(load({"energy.glb.read=7", "energy=normalized"}));
  EXPECT_EQ(last["glb"]["read"], 6);
}

TEST(Machine, ChecksWhatOverridesPutIntoTheTable) {
  EXPECT_THAT(input_error([] { load({"energy.mac.active=-1"}); }),
              StartsWith("--set energy.mac.active=-1: energy.mac.active: -1 is out of range"));
  EXPECT_THAT(input_error([] { load({"energy.mac.activ=1"}); }),
              HasSubstr("unknown key, did you mean \"active\"?"));
  EXPECT_THAT(input_error([] { load({"energy=3"}); }),
              StartsWith("--set energy=3: energy: expected an object, got 3"));
  EXPECT_THAT(input_error([] { load({"energy=normalised"}); }),
              AllOf(StartsWith("--set energy=normalised: energy: \"normalised\": unknown preset"),
                    HasSubstr("did you mean \"normalized\"?")));
}

TEST(Machine, ChecksTheOption) {
  EXPECT_THAT(input_error([] { load_with_energy("x"); }),
              AllOf(StartsWith("--energy x: energy: \"x\": unknown preset"),
                    HasSubstr("eyeriss-v1-65nm, eyeriss-v2-65nm, horowitz-45nm")));
  EXPECT_EQ(input_error([] { load_with_energy("./none.json"); }), "./none.json: no such file");
}

TEST_F(MachineFile, MistakesInATableAreSaidOfItsOwnFile) {
  json broken = table("normalized");
  broken["mac"].erase("gated");
  const std::string file = dir_.write("table.json", broken.dump()).string();
  EXPECT_EQ(input_error([&] { load_with_energy(file); }),
            file + ": mac.gated: required key is missing");
  // Even if an override would hide them.
  EXPECT_THAT(input_error([&] { load_with_energy(file, {"energy=normalized"}); }),
              StartsWith(file));
}

TEST_F(MachineFile, ANameInAFileIsAPresetAndAPathStartsThere) {
  json mine = table("normalized");
  mine["name"] = "mine";
  dir_.write("table.json", mine.dump());
  EXPECT_EQ(load_file(write_arch("table.json")).energy.name, "mine");
  EXPECT_EQ(load_file(write_arch("horowitz-45nm")).energy.name, "horowitz-45nm");
  const std::string file = write_arch("horowitz");
  EXPECT_THAT(input_error([&] { load_file(file); }),
              StartsWith(file + ": energy: \"horowitz\": unknown preset"));
}

TEST_F(MachineFile, MayHoldTheTableItself) {
  json mine = table("normalized");
  mine["name"] = "mine";
  EXPECT_EQ(load_file(write_arch(mine)).energy.name, "mine");
  mine["noc"]["word"] = -1;
  const std::string file = write_arch(mine);
  EXPECT_THAT(input_error([&] { load_file(file); }),
              StartsWith(file + ": energy.noc.word: -1 is out of range"));
}

TEST_F(MachineFile, MustHaveATableUnlessTheOptionNamesOne) {
  json document = read_json(kPresets / "eyeriss-v1.json");
  document.erase("energy");
  const std::string file = dir_.write("mine.json", document.dump()).string();
  EXPECT_EQ(input_error([&] { load_file(file); }), file + ": energy: required key is missing");
  const Machine machine =
      load_machine({.arch = file, .parts = {{"energy", "normalized"}}, .overrides = {}}, kPresets);
  EXPECT_EQ(machine.energy.name, "normalized");
}

TEST_F(MachineFile, ThatIsNoObjectIsAnError) {
  const std::string file = dir_.write("mine.json", "[]").string();
  const MachineChoice choice{.arch = file, .parts = {{"energy", "normalized"}}, .overrides = {}};
  EXPECT_THAT(input_error([&] { load_machine(choice, kPresets); }),
              HasSubstr("expected an object"));
}

TEST(Machine, EffectiveConfigurationReadsBackAsItself) {
  const json effective = to_json(load({"array.rows=9", "energy.mac.active=2"}));
  EXPECT_EQ(effective["array"]["rows"], 9);
  EXPECT_EQ(effective["energy"]["mac"]["active"], 2);
  EXPECT_EQ(to_json(read_machine(effective, "x.json")), effective);
}

TEST(Machine, EffectiveConfigurationHasTheWholeTable) {
  json expected = table("eyeriss-v1-65nm");
  json effective = energy_of(load({}));
  EXPECT_FALSE(effective.contains("_how"));
  EXPECT_EQ(effective.at("machines"), "flat");  // which the file need not say
  expected["machines"] = "flat";
  const json all = expected;
  expected.merge_patch(effective);  // adds nothing, changes nothing
  EXPECT_EQ(expected, all);
  EXPECT_EQ(effective,
            to_json(read_energy_table(JsonValue(expected, "x.json"), MachineFamily::kFlat)));
}

}  // namespace
}  // namespace eyeriss::sim
