// SPDX-License-Identifier: Apache-2.0
// What a run leaves behind, and that it depends on nothing but the input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

class Results : public ::testing::Test {
 protected:
  Results() { dir_.write("w.json", small_workload().dump()); }

  /// Runs the small workload in the test's directory, which must succeed.
  ProgramResult simulate(std::vector<std::string> arguments) {
    arguments.push_back("w.json");
    Command command = simulator(arguments);
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 0) << result.err;
    return result;
  }

  json summary(const std::string& out) { return read_document(dir_.path() / out / "summary.json"); }

  TempDir dir_;
};

TEST_F(Results, SummaryHasTheKeysOfTheContract) {
  simulate({"--out", "r", "--quiet", "--seed", "7"});
  const json summary = this->summary("r");
  EXPECT_THAT(keys_of(summary),
              IsSupersetOf({"schema_version", "workload", "arch", "batch", "seed", "version",
                            "command", "arch_config", "layers", "totals", "simulation"}));
  EXPECT_EQ(summary["workload"], "small");
  EXPECT_EQ(summary["arch"], "eyeriss-v1");
  EXPECT_EQ(summary["batch"], 2);
  EXPECT_EQ(summary["seed"], 7);
  EXPECT_THAT(summary["command"].get<std::string>(), HasSubstr("--seed 7 w.json"));
  EXPECT_EQ(summary["arch_config"]["array"], json({{"rows", 12}, {"columns", 14}}));

  std::vector<std::string> names;
  for (const json& layer : summary["layers"]) names.push_back(layer["name"]);
  EXPECT_THAT(names, ElementsAre("strided", "mapped", "grouped", "pointwise", "gemm"));

  const std::vector<std::string> statistics = {"macs",
                                               "effectual_macs",
                                               "active_pes",
                                               "pe_utilization",
                                               "ifmap_zero_fraction",
                                               "ofmap_zero_fraction",
                                               "passes",
                                               "cycles",
                                               "latency_ms",
                                               "accesses",
                                               "stalls",
                                               "energy_pj",
                                               "power_mw",
                                               "check"};
  for (const json& layer : summary["layers"]) {
    EXPECT_THAT(keys_of(layer), IsSupersetOf(statistics));
    EXPECT_THAT(keys_of(layer), IsSupersetOf({"name", "status", "mapping", "simulation"}));
    EXPECT_EQ(layer["status"], "ok");
    EXPECT_THAT(keys_of(layer["mapping"]),
                ElementsAre("e", "f", "g", "m", "n", "p", "q", "r", "t"));
  }
  EXPECT_THAT(keys_of(summary["totals"]), IsSupersetOf(statistics));
  EXPECT_THAT(keys_of(summary["totals"]),
              IsSupersetOf({"inferences_per_s", "inferences_per_j", "gops_per_w"}));
  for (const json& object : {summary["layers"][0], summary["totals"]}) {
    const json& accesses = object["accesses"];
    EXPECT_THAT(keys_of(accesses["dram"]),
                IsSupersetOf({"read_bytes", "write_bytes", "uncompressed_bytes"}));
    EXPECT_THAT(keys_of(accesses["glb"]),
                IsSupersetOf({"read_bytes", "write_bytes", "fill_bytes", "drain_bytes"}));
    for (const char* network : {"ifmap", "filter", "psum_in", "psum_out", "local"}) {
      EXPECT_THAT(keys_of(accesses["noc"][network]), IsSupersetOf({"words", "deliveries"}));
    }
    for (const char* spad : {"ifmap", "filter", "psum"}) {
      EXPECT_THAT(keys_of(accesses["spad"][spad]), IsSupersetOf({"reads", "writes"}));
    }
    EXPECT_THAT(
        keys_of(object["stalls"]),
        IsSupersetOf({"pe_filter", "pe_ifmap", "pe_psum_in", "pe_psum_out", "psum_bank_conflict",
                      "off_chip_filter", "off_chip_ifmap", "off_chip_ofmap"}));
  }
}

TEST_F(Results, FiguresAgreeWithTheLayers) {
  simulate({"--out", "r", "--quiet"});
  simulate({"--out", "raw", "--quiet", "--set", "link.coding.ofmap=raw"});
  const json summary = this->summary("r");
  const json raw = this->summary("raw");
  // Batch * filters * ofmap height * width * channels per group * kernel, by hand.
  const std::map<std::string, std::int64_t> macs = {{"strided", 2 * 8 * 6 * 5 * 3 * 5 * 3},
                                                    {"mapped", 2 * 8 * 8 * 8 * 8 * 3 * 3},
                                                    {"grouped", 2 * 6 * 5 * 7 * 2 * 3 * 2},
                                                    {"pointwise", 2 * 10 * 5 * 5 * 6},
                                                    {"gemm", 2 * 3 * 7 * 20}};
  const std::map<std::string, std::int64_t> outputs = {{"strided", 2 * 8 * 6 * 5},
                                                       {"mapped", 2 * 8 * 8 * 8},
                                                       {"grouped", 2 * 6 * 5 * 7},
                                                       {"pointwise", 2 * 10 * 5 * 5},
                                                       {"gemm", 2 * 3 * 7}};
  for (const json& layer : summary["layers"]) {
    const std::string name = layer["name"];
    SCOPED_TRACE(name);
    EXPECT_EQ(layer["macs"], macs.at(name));
    const json& mac = layer["accesses"]["mac"];
    EXPECT_EQ(mac["active"].get<std::int64_t>() + mac["gated"].get<std::int64_t>() +
                  mac["skipped"].get<std::int64_t>(),
              macs.at(name));
    EXPECT_EQ(layer["check"], json({{"outputs", outputs.at(name)}, {"mismatches", 0}}));
    // Ofmaps go to DRAM once, in words of 2 bytes, on a link of 8 bytes; coded, at worst three
    // values to a link word.
    EXPECT_EQ(layer["accesses"]["glb"]["drain_bytes"], 2 * outputs.at(name));
    const std::int64_t written = layer["accesses"]["dram"]["write_bytes"];
    EXPECT_GT(written, 0);
    EXPECT_EQ(written % 8, 0);
    const std::int64_t written_raw = layer_of(raw, name)["accesses"]["dram"]["write_bytes"];
    EXPECT_GE(written_raw, 2 * outputs.at(name));
    EXPECT_LE(written, 2 * written_raw);
    EXPECT_GT(layer["cycles"]["processing"], 0);
    EXPECT_GE(layer["cycles"]["total"], layer["cycles"]["processing"]);
    for (const char* kind : {"processing", "total"}) {
      // 200 MHz: 200 000 cycles a millisecond.
      EXPECT_DOUBLE_EQ(layer["latency_ms"][kind].get<double>(),
                       layer["cycles"][kind].get<double>() / 200e3);
    }
    EXPECT_DOUBLE_EQ(
        layer["pe_utilization"].get<double>(),
        static_cast<double>(macs.at(name)) / (layer["cycles"]["processing"].get<double>() * 168));
    EXPECT_LE(layer["active_pes"], 168);
  }
  // r * R rows by e columns.
  EXPECT_EQ(layer_of(summary, "mapped")["active_pes"], 2 * 3 * 8);
  EXPECT_EQ(layer_of(summary, "mapped")["mapping"]["n"], 2) << "clamped to the batch";
  EXPECT_NEAR(layer_of(summary, "strided")["ofmap_zero_fraction"].get<double>(), 0.6, 0.05);
  EXPECT_TRUE(layer_of(summary, "strided").contains("synthetic_bias"));
  EXPECT_FALSE(layer_of(summary, "mapped").contains("synthetic_bias"));
}

TEST_F(Results, TotalsAreSumsAndMeans) {
  simulate({"--out", "r", "--quiet"});
  const json summary = this->summary("r");
  const json& totals = summary["totals"];
  for (const char* path :
       {"/macs", "/effectual_macs", "/passes", "/cycles/total", "/cycles/processing",
        "/accesses/dram/read_bytes", "/accesses/glb/write_bytes", "/accesses/noc/ifmap/deliveries",
        "/accesses/spad/psum/reads", "/accesses/mac/gated", "/stalls/pe_ifmap", "/check/outputs"}) {
    std::int64_t sum = 0;
    for (const json& layer : summary["layers"]) {
      sum += layer.at(json::json_pointer(path)).get<std::int64_t>();
    }
    EXPECT_EQ(totals.at(json::json_pointer(path)), sum) << path;
  }
  double zeros = 0;
  double pes = 0;
  for (const json& layer : summary["layers"]) {
    zeros += layer["ifmap_zero_fraction"].get<double>() * layer["macs"].get<double>();
    pes += layer["active_pes"].get<double>() * layer["latency_ms"]["processing"].get<double>();
  }
  const double ms = totals["latency_ms"]["total"];
  EXPECT_NEAR(totals["ifmap_zero_fraction"].get<double>(), zeros / totals["macs"].get<double>(),
              1e-9);
  EXPECT_NEAR(totals["active_pes"].get<double>(),
              pes / totals["latency_ms"]["processing"].get<double>(), 1e-9);
  EXPECT_NEAR(totals["inferences_per_s"].get<double>(), 2 / (ms / 1e3), 1e-6);
}

TEST_F(Results, CsvHoldsTheNumbersOfTheSummary) {
  simulate({"--out", "r", "--quiet"});
  const json summary = this->summary("r");
  std::map<std::string, std::string> rows;
  const std::vector<std::string> lines = lines_of(read_text(dir_.path() / "r/summary.csv"));
  EXPECT_EQ(lines[0], "workload,arch,layer,component,action,value,unit");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    ASSERT_EQ(std::count(lines[i].begin(), lines[i].end(), ','), 6) << lines[i];
    const std::size_t unit = lines[i].rfind(',');
    const std::size_t value = lines[i].rfind(',', unit - 1);
    const bool is_new = rows.emplace(lines[i].substr(0, value), lines[i].substr(value + 1)).second;
    EXPECT_TRUE(is_new) << lines[i];
  }
  const json layer = layer_of(summary, "mapped");
  const auto expect = [&](const std::string& row, const json& value, const std::string& unit) {
    EXPECT_EQ(rows["small,eyeriss-v1," + row], value.dump() + "," + unit) << row;
  };
  expect("mapped,layer,macs", layer["macs"], "count");
  expect("mapped,cycles,total", layer["cycles"]["total"], "cycle");
  expect("mapped,latency,processing", layer["latency_ms"]["processing"], "ms");
  expect("mapped,dram,read", layer["accesses"]["dram"]["read_bytes"], "byte");
  expect("mapped,glb,fill", layer["accesses"]["glb"]["fill_bytes"], "byte");
  expect("mapped,noc.local,words", layer["accesses"]["noc"]["local"]["words"], "count");
  expect("mapped,spad.filter,reads", layer["accesses"]["spad"]["filter"]["reads"], "count");
  expect("mapped,stalls,pe_psum_in", layer["stalls"]["pe_psum_in"], "cycle");
  expect("mapped,mapping,p", 4, "count");
  expect("total,layer,macs", summary["totals"]["macs"], "count");
  expect("mapped,energy,glb", layer["energy_pj"]["glb"], "pJ");
  expect("mapped,energy,chip_total", layer["energy_pj"]["chip_total"], "pJ");
  expect("mapped,layer,power", layer["power_mw"], "mW");
  expect("total,layer,inferences_per_j", summary["totals"]["inferences_per_j"], "1/J");
  expect("total,layer,gops_per_w", summary["totals"]["gops_per_w"], "GOPS/W");
  expect("total,layer,inferences_per_s", summary["totals"]["inferences_per_s"], "1/s");
}

TEST_F(Results, DependOnNothingButTheInput) {
  simulate({"--out", "a", "--quiet", "--jobs", "1"});
  simulate({"--out", "b", "--jobs", "4"});
  simulate({"--out", "c", "--jobs", "2", "--every-cycle"});
  simulate({"--out", "d", "--jobs", "3", "--dump-tensors", "tensors"});
  const json expected = without_run(summary("a"));
  for (const char* other : {"b", "c", "d"}) {
    EXPECT_EQ(without_run(summary(other)), expected) << other;
    EXPECT_EQ(read_text(dir_.path() / other / "summary.csv"),
              read_text(dir_.path() / "a/summary.csv"));
  }
}

TEST_F(Results, OfALayerDoNotDependOnTheOthers) {
  simulate({"--out", "all", "--quiet"});
  simulate({"--out", "some", "--quiet", "--layers", "gemm,strided"});
  const json all = without_run(summary("all"));
  const json some = without_run(summary("some"));
  ASSERT_EQ(some["layers"].size(), 2U);
  EXPECT_EQ(some["layers"][0], layer_of(all, "strided"));
  EXPECT_EQ(some["layers"][1], layer_of(all, "gemm"));
}

TEST_F(Results, DependOnSeedAndBatch) {
  simulate({"--out", "a", "--quiet", "--layers", "mapped"});
  simulate({"--out", "b", "--quiet", "--layers", "mapped", "--seed", "2"});
  simulate({"--out", "c", "--quiet", "--layers", "mapped", "--batch", "4"});
  EXPECT_NE(summary("a")["layers"][0]["effectual_macs"],
            summary("b")["layers"][0]["effectual_macs"]);
  EXPECT_EQ(summary("c")["batch"], 4);
  EXPECT_EQ(summary("c")["layers"][0]["macs"], 4 * 8 * 8 * 8 * 8 * 3 * 3);
  EXPECT_EQ(summary("c")["layers"][0]["mapping"]["n"], 4);
}

TEST_F(Results, UncheckedLayersSaySo) {
  simulate({"--out", "r", "--quiet", "--no-check"});
  const json results = summary("r");
  for (const json& layer : results["layers"]) {
    EXPECT_EQ(layer["status"], "unchecked");
    EXPECT_FALSE(layer.contains("check"));
  }
}

TEST_F(Results, GoToADirectoryNamedAfterWorkloadAndMachine) {
  simulate({"--quiet"});
  EXPECT_EQ(summary("results/small-eyeriss-v1")["workload"], "small");
}

TEST_F(Results, ReplaceEarlierOnesAndLeaveOtherFilesAlone) {
  std::filesystem::create_directories(dir_.path() / "r");
  dir_.write("r/summary.json", "old");
  dir_.write("r/notes.txt", "mine");
  simulate({"--out", "r", "--quiet", "--layers", "gemm"});
  EXPECT_EQ(summary("r")["layers"].size(), 1U);
  EXPECT_THAT(files_below(dir_.path() / "r"),
              ElementsAre("notes.txt", "summary.csv", "summary.json"));
  EXPECT_EQ(read_text(dir_.path() / "r/notes.txt"), "mine");
}

TEST_F(Results, DirectoryIsMadeWithParents) {
  simulate({"--out", "a/b/c/", "--quiet", "--layers", "gemm"});
  EXPECT_EQ(summary("a/b/c")["layers"].size(), 1U);
}

TEST_F(Results, QuietPrintsNothing) {
  const ProgramResult result = simulate({"--out", "r", "--quiet"});
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "");
}

TEST_F(Results, TableAndProgressHaveALinePerLayer) {
  const ProgramResult result = simulate({"--out", "r", "--jobs", "1"});
  std::vector<std::string> first_words;
  for (const std::string& line : lines_of(result.out)) {
    first_words.push_back(line.substr(0, line.find(' ')));
  }
  EXPECT_THAT(first_words, IsSupersetOf({"strided", "mapped", "grouped", "pointwise", "gemm",
                                         "total", "results:"}));
  const std::vector<std::string> progress = lines_of(result.err);
  ASSERT_EQ(progress.size(), 6U) << result.err;
  EXPECT_THAT(progress[0], ::testing::StartsWith("eyeriss-sim: mapped 4 layers"));
  EXPECT_THAT(progress[1], ::testing::StartsWith("strided: ok"));
  EXPECT_THAT(progress[5], ::testing::StartsWith("gemm: ok"));
}

TEST_F(Results, StandBesideThePublishedOnesOfTheSameRun) {
  // Figures are found by the names of workload, machine and layer, and by the batch.
  json workload = small_workload();
  workload["name"] = "alexnet";
  workload["layers"][3]["name"] = "conv5";
  dir_.write("w.json", workload.dump());
  const std::vector<std::string> same = {"--batch", "4", "--layers", "conv5,gemm"};
  const std::string table = simulate(same).out;
  EXPECT_THAT(table, HasSubstr("JSSC"));
  EXPECT_THAT(table, ::testing::ContainsRegex("conv5 .* 156 .* 10\\.0 .* 24\\.9 "));
  EXPECT_THAT(table, ::testing::ContainsRegex("gemm .* - .* - .* - "));

  EXPECT_THAT(simulate({"--batch", "3", "--layers", "conv5"}).out, Not(HasSubstr("JSSC")));
  EXPECT_THAT(simulate({"--batch", "4", "--layers", "gemm"}).out, Not(HasSubstr("JSSC")));
  EXPECT_THAT(simulate({"--batch", "4", "--set", "core.clock_mhz=100"}).out,
              Not(HasSubstr("JSSC")));
}

}  // namespace
}  // namespace eyeriss::test
