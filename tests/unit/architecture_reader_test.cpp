// SPDX-License-Identifier: Apache-2.0
#include "sim/input/architecture_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/input/json_reader.h"
#include "sim/input/machine.h"
#include "sim/input/presets.h"
#include "tests/support/input_error_line.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using test::input_error;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kPresets = EYERISS_SOURCE_DIR "/hw/presets";

Machine load_with(const std::string& arch, const std::vector<std::string>& overrides) {
  return load_machine({.arch = arch, .parts = {}, .overrides = overrides}, kPresets);
}

hw::Architecture load(const std::vector<std::string>& overrides) {
  return load_with("eyeriss-v1", overrides).flat();
}

TEST(ArchitectureReader, ReadsThePublishedChip) {
  const hw::Architecture chip = load({});
  EXPECT_EQ(chip.name, "eyeriss-v1");
  EXPECT_EQ(chip.core_clock_mhz, 200);
  EXPECT_EQ(chip.core_voltage_v, 1.0);
  EXPECT_EQ(chip.array.rows, 12);
  EXPECT_EQ(chip.array.columns, 14);
  EXPECT_EQ(chip.pes(), 168);
  EXPECT_EQ(chip.pe.ifmap_spad_words, 12);
  EXPECT_EQ(chip.pe.filter_spad_words, 224);
  EXPECT_EQ(chip.pe.psum_spad_words, 24);
  EXPECT_EQ(chip.pe.pipeline_stages, 3);
  EXPECT_EQ(chip.noc.ifmap_bits, 16);
  EXPECT_EQ(chip.noc.filter_bits, 64);
  EXPECT_EQ(chip.noc.psum_bits, 64);
  EXPECT_EQ(chip.noc.row_id_bits, 4);
  EXPECT_EQ(chip.noc.column_id_bits, 5);
  EXPECT_EQ(chip.glb.banks, 25);
  EXPECT_EQ(chip.glb.filter_banks, 2);
  EXPECT_EQ(chip.glb.bank_words, 512);
  EXPECT_EQ(chip.link.clock_mhz, 60);
}

TEST(ArchitectureReader, EffectiveConfigurationReadsBackAsItself) {
  const nlohmann::json effective =
      to_json(load_with("eyeriss-v1", {"array.rows=9", "link.clock_mhz=33.3"}));
  EXPECT_EQ(effective["array"]["rows"], 9);
  EXPECT_EQ(effective["link"]["clock_mhz"], 33.3);
  EXPECT_EQ(to_json(read_machine(effective, "x.json")), effective);
}

TEST(ArchitectureReader, EffectiveConfigurationHasEveryValueOfThePreset) {
  nlohmann::json preset = read_json(kPresets / "eyeriss-v1.json");
  preset.erase("_source");
  nlohmann::json effective = to_json(load_with("eyeriss-v1", {}));
  // The parts that are presets of their own stand in it in place of their names.
  for (const char* part : {"dram", "energy"}) {
    if (preset[part].is_string()) effective[part] = effective[part]["name"];
  }
  EXPECT_EQ(effective, preset);
}

TEST(ArchitectureReader, AppliesOverridesInOrder) {
  EXPECT_EQ(load({"array.columns=16", "array.columns=20"}).array.columns, 20);
  EXPECT_EQ(load({"name=wide"}).name, "wide");
}

struct Limit {
  std::string path;
  double low;
  double high;
  double below;  ///< not allowed
  double above;
};

std::string assignment(const Limit& limit, double value) {
  return limit.path + "=" +
         nlohmann::json(value == static_cast<int>(value) ? nlohmann::json(static_cast<int>(value))
                                                         : nlohmann::json(value))
             .dump();
}

TEST(ArchitectureReader, TakesTheLimitsAndNothingBeyond) {
  const std::vector<Limit> limits = {
      {"core.clock_mhz", 0.01, 10000, 0, 10000.1},
      {"core.voltage_v", 0.3, 2, 0.29, 2.1},
      {"array.rows", 1, 1024, 0, 1025},
      {"array.columns", 1, 1024, 0, 1025},
      {"pe.ifmap_spad_words", 1, 65536, 0, 65537},
      {"pe.filter_spad_words", 1, 65536, 0, 65537},
      {"pe.psum_spad_words", 1, 65536, 0, 65537},
      {"pe.ifmap_fifo_words", 2, 4096, 1, 4097},
      {"pe.filter_fifo_words", 4, 4096, 3, 4100},
      {"pe.psum_fifo_words", 8, 4096, 4, 4100},
      {"pe.pipeline_stages", 1, 16, 0, 17},
      {"noc.ifmap_bits", 16, 16, 8, 32},
      {"noc.filter_bits", 16, 64, 8, 128},
      {"noc.psum_bits", 16, 64, 48, 65},
      {"noc.row_id_bits", 1, 16, 0, 17},
      {"noc.column_id_bits", 1, 16, 0, 17},
      {"glb.banks", 2, 4096, 1, 4097},
      {"glb.filter_banks", 1, 4096, 0, 4097},
      {"glb.bank_words", 1, 65536, 0, 65537},
      {"link.clock_mhz", 0.01, 10000, 0.009, 10001},
      {"link.fifo_words", 2, 4096, 1, 4097},
      {"link.open_bursts", 1, 1024, 0, 1025},
  };
  for (const Limit& limit : limits) {
    for (const double good : {limit.low, limit.high}) {
      EXPECT_NO_THROW(load({assignment(limit, good)})) << assignment(limit, good);
    }
    for (const double bad : {limit.below, limit.above}) {
      const std::string option = assignment(limit, bad);
      EXPECT_THAT(
          input_error([&] { load({option}); }),
          AllOf(StartsWith("--set " + option + ": " + limit.path + ": "), HasSubstr("(allowed: ")));
    }
  }
}

TEST(ArchitectureReader, ChecksValuesAgainstEachOther) {
  EXPECT_THAT(input_error([&] {
                load({"array.rows=1024", "array.columns=65"});
              }),
              AllOf(StartsWith("--set array.columns=65: array: "),
                    HasSubstr("1024 x 65 PEs are too many (allowed: up to 65536 PEs)")));
  EXPECT_NO_THROW(load({"array.rows=1024", "array.columns=64"}));
  EXPECT_THAT(input_error([&] { load({"pe.psum_fifo_words=18"}); }), HasSubstr("multiples of 4"));
  EXPECT_NO_THROW(load({"pe.psum_fifo_words=18", "noc.psum_bits=32"}));
  EXPECT_THAT(input_error([&] { load({"pe.filter_fifo_words=6"}); }), HasSubstr("multiples of 4"));
  EXPECT_THAT(input_error([&] {
                load({"glb.banks=4096", "glb.bank_words=65536"});
              }),
              HasSubstr("glb: "));
}

TEST(ArchitectureReader, RefusesWrongTypesAndKeys) {
  for (const char* option : {"array.columns=12.7", "array.columns=true", "array.columns=abc",
                             "array.columns=null", "name=1", "name=\"a/b\"", "glb=3",
                             "array.columns=NaN", "array.columns=18446744073709551616"}) {
    EXPECT_THAT(input_error([&] { load({option}); }), StartsWith(std::string("--set ") + option))
        << option;
  }
  nlohmann::json document = read_json(kPresets / "eyeriss-v1.json");
  document["pe"]["spads"] = 1;
  EXPECT_THAT(input_error([&] { read_machine(document, "x.json"); }),
              StartsWith("x.json: pe.spads: unknown key"));
  document["pe"].erase("spads");
  document["glb"].erase("banks");
  EXPECT_EQ(input_error([&] { read_machine(document, "x.json"); }),
            "x.json: glb.banks: required key is missing");
  EXPECT_THAT(input_error([&] { read_machine(nlohmann::json::array(), "x.json"); }),
              HasSubstr("expected an object"));
}

TEST(ArchitectureReader, BlamesTheFileForWhatNoOverrideTouched) {
  const test::TempDir dir;
  nlohmann::json document = read_json(kPresets / "eyeriss-v1.json");
  document["array"]["rows"] = 0;
  const auto file = dir.write("mine.json", document.dump());
  EXPECT_THAT(input_error([&] { load_with(file.string(), {"array.columns=3"}); }),
              StartsWith(file.string() + ": array.rows: 0 is out of range"));
}

TEST(Presets, ANameIsAPresetAndAPathIsAFile) {
  const test::TempDir dir;
  dir.write("one.json", R"({"_source": "a paper"})");
  dir.write("two.json", R"({"source": "a data sheet"})");
  dir.write("notes.txt", "");
  EXPECT_THAT(preset_names(dir.path()), ElementsAre("one", "two"));
  EXPECT_EQ(list_presets(dir.path())[0].source, "a paper");
  EXPECT_EQ(list_presets(dir.path())[1].source, "a data sheet");
  EXPECT_EQ(preset_file("--arch", "one", dir.path()), dir.path() / "one.json");
  EXPECT_EQ(preset_file("--arch", "three.json", dir.path()), "three.json");
  EXPECT_EQ(preset_file("--arch", "a/three", dir.path()), "a/three");
  EXPECT_EQ(input_error([&] { preset_file("--arch", "tow", dir.path()); }),
            "--arch tow: unknown preset (allowed: one, two, or a file: a path with / or .json)");
  EXPECT_THAT(input_error([&] { preset_file("--arch", "", dir.path()); }),
              HasSubstr("unknown preset"));
  EXPECT_THAT(input_error([&] { preset_file("--arch", "one", dir.path() / "none"); }),
              HasSubstr("there are no presets in"));
}

TEST(Presets, AreFoundBesideTheExecutable) {
  EXPECT_TRUE(std::filesystem::exists(preset_directory() / "eyeriss-v1.json"));
}

}  // namespace
}  // namespace eyeriss::sim
