// SPDX-License-Identifier: Apache-2.0
#include "sim/input/cluster_architecture_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sim/input/json_reader.h"
#include "sim/input/machine.h"
#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kPresets = EYERISS_SOURCE_DIR "/hw/presets";

Machine load_machine_with(const std::string& arch, const std::vector<std::string>& overrides) {
  return load_machine({.arch = arch, .parts = {}, .overrides = overrides}, kPresets);
}

hw::ClusterArchitecture load(const std::string& arch,
                             const std::vector<std::string>& overrides = {}) {
  return load_machine_with(arch, overrides).clusters();
}

std::string error(const std::string& arch, const std::vector<std::string>& overrides) {
  return input_error([&] { load(arch, overrides); });
}

TEST(ClusterArchitectureReader, ReadsThePublishedChip) {
  const hw::ClusterArchitecture chip = load("eyeriss-v2");
  EXPECT_EQ(chip.name, "eyeriss-v2");
  EXPECT_EQ(chip.core_clock_mhz, 200);
  EXPECT_EQ(chip.clusters(), 16);
  EXPECT_EQ(chip.pes(), 192);
  EXPECT_EQ(chip.macs(), 384);
  EXPECT_TRUE(chip.pe.is_sparse);
  EXPECT_EQ(chip.pe.iact_values, 16);
  EXPECT_EQ(chip.pe.iact_segments, 9);
  EXPECT_EQ(chip.pe.weight_columns, 16);
  EXPECT_EQ(chip.pe.weight_words * chip.pe.macs_per_cycle, 192);  // compressed weights
  EXPECT_EQ(chip.pe.psums, 32);
  EXPECT_EQ(chip.pe.iact_fetch_stages + chip.pe.weight_fetch_stages + chip.pe.mac_stages, 7);
  EXPECT_EQ(chip.noc.iact.routers, 3);
  EXPECT_EQ(chip.noc.iact.values, 3);
  EXPECT_EQ(chip.noc.iact.pairs, 2);
  EXPECT_TRUE(chip.noc.iact.has_horizontal_links);
  EXPECT_TRUE(chip.noc.iact.has_vertical_links);
  EXPECT_EQ(chip.noc.weight.routers, 3);
  EXPECT_TRUE(chip.noc.weight.has_horizontal_links);
  EXPECT_FALSE(chip.noc.weight.has_vertical_links);
  EXPECT_EQ(chip.noc.psum.routers, 4);
  EXPECT_EQ(chip.noc.psum.values, 2);
  EXPECT_FALSE(chip.noc.psum.reaches_all);
  EXPECT_EQ(chip.glb.iact_bytes, 3 * 1536);
  EXPECT_EQ(chip.glb.psum_bytes, 4 * 1920);
  EXPECT_EQ(chip.off_chip.coding.first_ifmap, hw::Coding::kRaw);
  EXPECT_EQ(chip.off_chip.coding.ifmap, hw::Coding::kCsc);
  EXPECT_EQ(chip.off_chip.coding.weights, hw::Coding::kCsc);
  EXPECT_TRUE(chip.off_chip.coding.weights_fastest);
}

TEST(ClusterArchitectureReader, ReadsTheMachinesOfTheScalingStudy) {
  for (const int pes : {256, 1024, 16384}) {
    SCOPED_TRACE(pes);
    const hw::ClusterArchitecture mesh = load("eyeriss-v2-" + std::to_string(pes));
    const hw::ClusterArchitecture flat = load("eyeriss-v1-" + std::to_string(pes));
    EXPECT_EQ(mesh.macs(), pes);
    EXPECT_EQ(flat.macs(), pes);
    EXPECT_EQ(mesh.cluster.pe_rows, 4);
    EXPECT_EQ(flat.clusters(), 1);
    EXPECT_TRUE(flat.noc.psum.reaches_all);
    // As much storage in all, and as much a PE as v2 has.
    EXPECT_EQ(mesh.clusters() * mesh.glb.iact_bytes, flat.glb.iact_bytes);
    EXPECT_EQ(mesh.clusters() * mesh.glb.psum_bytes, flat.glb.psum_bytes);
    EXPECT_EQ(mesh.glb.iact_bytes * 12, 4608 * 16);
    EXPECT_EQ(mesh.glb.psum_bytes * 12, 7680 * 16);
  }
}

TEST(ClusterArchitectureReader, EffectiveConfigurationHasEveryValueOfThePreset) {
  for (const char* name :
       {"eyeriss-v2", "eyeriss-v1.5", "eyeriss-v1-192", "eyeriss-v1-256", "eyeriss-v1-1024",
        "eyeriss-v1-16384", "eyeriss-v2-256", "eyeriss-v2-1024", "eyeriss-v2-16384"}) {
    json preset = read_json(kPresets / (std::string(name) + ".json"));
    EXPECT_EQ(preset["name"], name);
    for (const char* comment : {"_source", "_note"}) preset.erase(comment);
    json effective = to_json(load_machine_with(name, {}));
    EXPECT_EQ(to_json(read_machine(effective, "x.json")), effective);
    // The parts that are presets of their own stand in it in place of their names.
    for (const char* part : {"dram", "energy"}) effective[part] = effective[part]["name"];
    EXPECT_EQ(effective, preset);
  }
}

struct Limit {
  std::string path;
  double low;
  double high;
  double below;  ///< not allowed
  double above;
};

TEST(ClusterArchitectureReader, TakesTheLimitsAndNothingBeyond) {
  // Of a cluster with 4 x 4 PEs that are dense, so that nothing else stands in the way.
  const std::vector<Limit> limits = {
      {"core.clock_mhz", 0.01, 10000, 0, 10000.1},
      {"core.voltage_v", 0.3, 2, 0.29, 2.1},
      {"grid.rows", 1, 64, 0, 65},
      {"grid.columns", 1, 64, 0, 65},
      {"cluster.pe_rows", 4, 1024, 0, 1025},
      {"cluster.pe_columns", 4, 1024, 0, 1025},
      {"pe.macs_per_cycle", 1, 4, 0, 5},
      {"pe.iact_values", 1, 65536, 0, 65537},
      {"pe.iact_segments", 1, 65536, 0, 65537},
      {"pe.weight_columns", 1, 65536, 0, 65537},
      {"pe.weight_words", 1, 65536, 0, 65537},
      {"pe.psums", 1, 65536, 0, 65537},
      {"pe.iact_fifo_words", 2, 4096, 1, 4097},
      {"pe.weight_fifo_words", 2, 4096, 1, 4097},
      {"pe.psum_fifo_words", 2, 4096, 1, 4097},
      {"pe.iact_fetch_stages", 1, 16, 0, 17},
      {"pe.weight_fetch_stages", 1, 16, 0, 17},
      {"pe.mac_stages", 1, 16, 0, 17},
      {"noc.iact.routers", 1, 16, 0, 17},
      {"noc.iact.values", 1, 4, 0, 5},
      {"noc.weight.routers", 1, 4, 0, 5},
      {"noc.weight.values", 1, 4, 0, 5},
      {"noc.psum.routers", 1, 4, 0, 5},
      {"noc.psum.values", 1, 4, 0, 5},
      {"glb.iact_bytes", 1, 8 << 20, 0, (128 << 20) + 1},
      {"glb.psum_bytes", 3, 8 << 20, 2, (128 << 20) + 1},
      {"off_chip.buffer_bursts", 1, 1024, 0, 1025},
  };
  for (const Limit& limit : limits) {
    const auto assignment = [&](double value) {
      const json number =
          value == static_cast<int>(value) ? json(static_cast<int>(value)) : json(value);
      return limit.path + "=" + number.dump();
    };
    for (const double good : {limit.low, limit.high}) {
      EXPECT_NO_THROW(load("eyeriss-v2-256", {"grid.columns=1", assignment(good)}))
          << assignment(good);
    }
    for (const double bad : {limit.below, limit.above}) {
      EXPECT_THAT(error("eyeriss-v2-256", {assignment(bad)}),
                  AllOf(StartsWith("--set " + assignment(bad) + ": " + limit.path + ": "),
                        HasSubstr("(allowed: ")));
    }
  }
}

TEST(ClusterArchitectureReader, ChecksValuesAgainstEachOther) {
  EXPECT_THAT(
      error("eyeriss-v2-16384", {"grid.rows=64", "grid.columns=64", "cluster.pe_rows=5"}),
      AllOf(StartsWith("--set cluster.pe_rows=5: cluster: "),
            HasSubstr("4096 clusters of 5 x 4 PEs are too many (allowed: up to 65536 PEs)")));
  EXPECT_NO_THROW(load("eyeriss-v2-16384", {"grid.rows=64", "grid.columns=64"}));
  // 16 clusters: 128 MiB in all.
  EXPECT_THAT(error("eyeriss-v2", {"glb.iact_bytes=8388608"}),
              AllOf(StartsWith("--set glb.iact_bytes=8388608: glb: "),
                    HasSubstr("up to 134217728 in all clusters")));
  EXPECT_NO_THROW(load("eyeriss-v2", {"glb.iact_bytes=8380928"}));
  // A router for a row of PEs, and for a column.
  EXPECT_THAT(error("eyeriss-v2", {"noc.weight.routers=4"}), HasSubstr("integers from 1 to 3"));
  EXPECT_THAT(error("eyeriss-v2", {"noc.psum.routers=5"}), HasSubstr("integers from 1 to 4"));
}

TEST(ClusterArchitectureReader, BoundsTheWordsOfAllPes) {
  // 65536 PEs: 2^26 / 2^16 words for each. Beside the weights it has 12 iacts and segments, 12
  // columns, 24 psums, two FIFOs of 4 words and two of 16.
  const int others = 12 + 12 + 12 + 24 + 2 * 4 + 2 * 16;
  const auto machine = [&](int words, const char* pe) {
    return std::vector<std::string>{"grid.rows=64", "grid.columns=64",
                                    "pe.weight_words=" + std::to_string(words), pe};
  };
  EXPECT_NO_THROW(load("eyeriss-v2-16384", machine(1024 - others, "pe.macs_per_cycle=1")));
  EXPECT_THAT(
      error("eyeriss-v2-16384", machine(1025 - others, "pe.macs_per_cycle=1")),
      HasSubstr(
          "pe: 1025 words of spads, FIFOs and dense weights are too many for each of 65536 PEs "
          "(allowed: up to 1024, which is 67108864 in all PEs)"));
  // A word of weights has one for each MAC.
  const int weights = (1024 - others) / 4;
  EXPECT_NO_THROW(load("eyeriss-v2-16384", machine(weights, "pe.macs_per_cycle=4")));
  EXPECT_THAT(error("eyeriss-v2-16384", machine(weights + 1, "pe.macs_per_cycle=4")),
              HasSubstr("pe: 1028 words"));
  // All that a PE has counts, what it has of both kinds twice.
  for (const auto& [key, value] :
       {std::pair{"iact_values", 13}, std::pair{"iact_segments", 13},
        std::pair{"weight_columns", 13}, std::pair{"psums", 25}, std::pair{"iact_fifo_words", 5},
        std::pair{"weight_fifo_words", 5}, std::pair{"psum_fifo_words", 17}}) {
    const std::string one_more = std::string("pe.") + key + "=" + std::to_string(value);
    const bool is_psum_fifo = std::string(key) == "psum_fifo_words";
    EXPECT_THAT(error("eyeriss-v2-16384", machine(1024 - others, one_more.c_str())),
                HasSubstr(is_psum_fifo ? "pe: 1026 words" : "pe: 1025 words"));
  }
}

TEST(ClusterArchitectureReader, BoundsTheDenseWeightsOfAllPes) {
  const auto machine = [](int columns, int psums) {
    return std::vector<std::string>{"pe.weight_columns=" + std::to_string(columns),
                                    "pe.psums=" + std::to_string(psums)};
  };
  // 192 PEs: 2^26 / 192 words for each. Beside columns, psums and a word for 12 weights it has 16
  // iacts, 9 segments, 96 words of two weights, two FIFOs of 4 words and two of 16:
  // 257 + 31740 + 120 + 31740 * 10 = 349517, and 11 more with a column more.
  EXPECT_NO_THROW(load("eyeriss-v2", machine(31740, 120)));
  EXPECT_THAT(error("eyeriss-v2", machine(31741, 120)),
              HasSubstr("pe: 349528 words of spads, FIFOs and dense weights are too many for each "
                        "of 192 PEs (allowed: up to 349525, which is 67108864 in all PEs)"));
  // 128 MiB in each PE: 257 + 2 * 8192 + 2^26 / 12, rounded up.
  EXPECT_THAT(error("eyeriss-v2", machine(8192, 8192)), HasSubstr("pe: 5609047 words"));
  // Raw weights lie in the spad.
  EXPECT_NO_THROW(load("eyeriss-v1.5", machine(8192, 8192)));
}

TEST(ClusterArchitectureReader, SparsePesNeedPairsAndDenseOnesRawData) {
  for (const char* network : {"iact", "weight"}) {
    const std::string path = std::string("noc.") + network + ".pairs";
    for (const char* bad : {"=0", "=5"}) {
      EXPECT_THAT(error("eyeriss-v2", {path + bad}), HasSubstr("(allowed: integers from 1 to 4)"));
    }
    for (const char* good : {"=1", "=4"}) EXPECT_NO_THROW(load("eyeriss-v2", {path + good}));
  }
  for (const char* tensor : {"first_ifmap", "ifmap", "weights", "ofmap"}) {
    const std::string path = std::string("off_chip.coding.") + tensor;
    EXPECT_THAT(error("eyeriss-v1.5", {path + "=csc"}),
                HasSubstr(path + ": dense PEs take no CSC data (allowed: raw)"));
    EXPECT_NO_THROW(load("eyeriss-v2", {path + "=csc"}));
    EXPECT_NO_THROW(load("eyeriss-v2", {path + "=raw"}));
    EXPECT_THAT(error("eyeriss-v2", {path + "=rlc"}),
                AllOf(HasSubstr(path + ": unknown value \"rlc\""), HasSubstr("raw, csc")));
  }
  EXPECT_THAT(error("eyeriss-v1.5", {"noc.iact.pairs=2"}),
              HasSubstr("noc.iact.pairs: dense PEs take no count-data pairs (allowed: 0)"));
  EXPECT_THAT(error("eyeriss-v1.5", {"off_chip.coding.weights=fastest"}),
              HasSubstr("off_chip.coding.weights: dense PEs take no CSC data (allowed: raw)"));
  EXPECT_THAT(error("eyeriss-v2", {"off_chip.coding.ifmap=fastest"}),
              HasSubstr("off_chip.coding.ifmap: unknown value"));
  EXPECT_FALSE(load("eyeriss-v2", {"off_chip.coding.weights=csc"}).off_chip.coding.weights_fastest);
}

TEST(ClusterArchitectureReader, RefusesWrongTypesAndKeys) {
  for (const char* option : {"pe.is_sparse=1", "noc.iact.horizontal_links=0", "grid.rows=2.5",
                             "noc.psum.reach=all", "noc.psum=4", "name=\"a b\""}) {
    EXPECT_THAT(error("eyeriss-v2", {option}), StartsWith(std::string("--set ") + option))
        << option;
  }
  json document = read_json(kPresets / "eyeriss-v2.json");
  document["array"] = {{"rows", 12}, {"columns", 14}};
  EXPECT_THAT(input_error([&] { read_machine(document, "x.json"); }),
              StartsWith("x.json: array: unknown key"));
  document.erase("array");
  document["noc"]["psum"].erase("reach");
  document["energy"] = to_json(load_machine_with("eyeriss-v2", {})).at("energy");
  document["dram"] = to_json(load_machine_with("eyeriss-v2", {})).at("dram");
  EXPECT_EQ(input_error([&] { read_machine(document, "x.json"); }),
            "x.json: noc.psum.reach: required key is missing");
}

}  // namespace
}  // namespace eyeriss::sim
