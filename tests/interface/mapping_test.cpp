// SPDX-License-Identifier: Apache-2.0
// Where the mappings of a simulation come from: workload, mapping file or search.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

class MappingSource : public ::testing::Test {
 protected:
  MappingSource() { set_workload(small_workload()); }

  void set_workload(const json& workload) { dir_.write("w.json", workload.dump()); }

  ProgramResult run_here(Command command) const {
    command.words.push_back("w.json");
    command.directory = dir_.path();
    return run(command);
  }

  json dry_run(Words arguments) const {
    arguments.insert(arguments.begin(), "--dry-run");
    const ProgramResult result = run_here(simulator(arguments));
    EXPECT_EQ(result.status, 0) << result.err;
    return json::parse(result.out, nullptr, false);
  }

  json simulate(Words arguments) {
    arguments.insert(arguments.end(), {"--out", "results"});
    result_ = run_here(simulator(arguments));
    EXPECT_EQ(result_.status, 0) << result_.err;
    return read_document(dir_.path() / "results/summary.json");
  }

  json find(Words arguments) const {
    arguments.insert(arguments.end(), {"--quiet", "--out", "m.json"});
    const ProgramResult result = run_here(mapper(arguments));
    EXPECT_EQ(result.status, 0) << result.err;
    return read_document(dir_.path() / "m.json");
  }

  const TempDir dir_;
  ProgramResult result_;  ///< of the last simulation
};

/// Values of a key by the layer's name.
std::map<std::string, json> by_layer(const json& document, const std::string& key) {
  std::map<std::string, json> values;
  for (const json& layer : document.at("layers")) values[layer.at("name")] = layer.at(key);
  return values;
}

TEST_F(MappingSource, IsTheWorkloadElseASearch) {
  for (auto& [layer, source] : by_layer(dry_run({}), "mapping_source")) {
    EXPECT_EQ(source, layer == "mapped" ? "given" : "auto") << layer;
  }
}

TEST_F(MappingSource, AutoSearchesLayersThatHaveOne) {
  const json found = find({});
  const json report = dry_run({"--mapping", "auto"});
  for (auto& [layer, source] : by_layer(report, "mapping_source")) EXPECT_EQ(source, "auto");
  EXPECT_EQ(by_layer(report, "mapping"), by_layer(found, "mapping"));
}

TEST_F(MappingSource, SearchesFollowTheObjective) {
  for (const char* objective : {"energy", "latency", "edp"}) {
    const json found = find({"--objective", objective});
    const json report = dry_run({"--mapping", "auto", "--objective", objective});
    EXPECT_EQ(by_layer(report, "mapping"), by_layer(found, "mapping")) << objective;
  }
  EXPECT_EQ(dry_run({}), dry_run({"--objective", "energy"}));
}

TEST_F(MappingSource, FileOfFoundMappingsIsSimulated) {
  const json found = find({"--objective", "latency"});
  const json summary = simulate({"--mapping", "m.json"});
  EXPECT_EQ(by_layer(summary, "mapping"), by_layer(found, "mapping"));
  for (auto& [layer, source] : by_layer(summary, "mapping_source")) EXPECT_EQ(source, "file");
  EXPECT_FALSE(summary.at("simulation").contains("mapping_search"));
  EXPECT_THAT(result_.err, Not(HasSubstr("mapped ")));
  for (auto& [layer, status] : by_layer(summary, "status")) EXPECT_EQ(status, "ok") << layer;
}

TEST_F(MappingSource, FileOfHandWrittenMappings) {
  json document = {{"arch", "eyeriss-v1"}};
  document["layers"] = {
      {{"name", "gemm"},
       {"mapping", {{"m", 7}, {"n", 99}, {"e", 1}, {"p", 7}, {"q", 4}, {"r", 5}, {"t", 1}}}},
      // Not selected, and nothing that the machine could do.
      {{"name", "mapped"},
       {"mapping", {{"m", 8}, {"n", 1}, {"e", 99}, {"p", 1}, {"q", 1}, {"r", 1}, {"t", 1}}}}};
  dir_.write("mine.json", document.dump());
  const json report = dry_run({"--mapping", "mine.json", "--layers", "gemm", "--batch", "4"});
  EXPECT_EQ(by_layer(report, "mapping_source").at("gemm"), "file");
  // 3 rows for each of 4 images.
  EXPECT_EQ(by_layer(report, "mapping").at("gemm"), json({{"m", 7},
                                                          {"n", 12},
                                                          {"e", 1},
                                                          {"f", 1},
                                                          {"g", 1},
                                                          {"p", 7},
                                                          {"q", 4},
                                                          {"r", 5},
                                                          {"t", 1}}));
}

TEST_F(MappingSource, FileStandsBesideTheBest) {
  find({});
  const ProgramResult result = run_here(mapper({"--mapping", "m.json"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, ::testing::ContainsRegex("\ngemm +given "));
  EXPECT_THAT(result.out, ::testing::ContainsRegex("\ntotal +given "));
}

TEST_F(MappingSource, SearchIsReported) {
  json workload = small_workload();
  workload["layers"].push_back(workload["layers"][3]);
  workload["layers"].back()["name"] = "again";
  set_workload(workload);
  const json summary = simulate({});
  const json& search = summary.at("simulation").at("mapping_search");
  EXPECT_EQ(search.at("layers"), 5) << "one of six has a mapping";
  EXPECT_EQ(search.at("searches"), 4) << "two are alike";
  EXPECT_GE(search.at("seconds"), 0);
  EXPECT_THAT(result_.err, ::testing::ContainsRegex(
                               "eyeriss-sim: mapped 5 layers \\(4 different\\) in [0-9.]+ s\n"));

  simulate({"--quiet"});
  EXPECT_EQ(result_.err, "");
  simulate({"--layers", "mapped"});
  EXPECT_THAT(result_.err, Not(HasSubstr("different")));
}

TEST_F(MappingSource, ResultsDependOnTheMappingAlone) {
  const json searched = without_run(simulate({"--mapping", "auto"}));
  find({});
  json from_file = without_run(simulate({"--mapping", "m.json"}));
  for (json& layer : from_file["layers"]) layer["mapping_source"] = "auto";
  EXPECT_EQ(from_file, searched);
}

/// What is wrong with a mapping file, or with a layer that shall be mapped.
struct BadMapping {
  std::string name;
  std::function<void(json& workload, json& mappings)> spoil;
  Words expected;
};

void PrintTo(const BadMapping& bad, std::ostream* stream) { *stream << bad.name; }

json sound_mappings() {
  return json::parse(R"({
    "workload": "small", "arch": "eyeriss-v1", "objective": "edp", "batch": 2,
    "layers": [
      { "name": "mapped",
        "mapping": { "m": 8, "n": 2, "e": 8, "p": 4, "q": 2, "r": 2, "t": 1 } },
      { "name": "gemm",
        "mapping": { "m": 7, "n": 6, "e": 1, "p": 7, "q": 4, "r": 5, "t": 1 } } ] })");
}

/// A key of the first mapping that is replaced.
BadMapping illegal(const std::string& key, int value, const std::string& expected) {
  return {"Illegal_" + key,
          [=](json&, json& mappings) { mappings["layers"][0]["mapping"][key] = value; },
          {"m.json: layers[0].mapping." + key + ": " + expected}};
}

class BadMappingTest : public ::testing::TestWithParam<BadMapping> {};

TEST_P(BadMappingTest, ExitsWith2AndOneLineAndNoResults) {
  const TempDir dir;
  json workload = small_workload();
  json mappings = sound_mappings();
  GetParam().spoil(workload, mappings);
  dir.write("w.json", workload.dump());
  if (mappings.is_string()) {
    dir.write("m.json", mappings.get<std::string>());
  } else if (!mappings.is_null()) {
    dir.write("m.json", mappings.dump());
  }
  const Words before = files_below(dir.path());
  for (const auto& program : {simulator, mapper}) {
    Command command = program(
        {"--layers", "mapped,gemm", "--mapping", "m.json", "--out", "new/results", "w.json"});
    command.directory = dir.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    for (const std::string& text : GetParam().expected) EXPECT_THAT(result.err, HasSubstr(text));
    EXPECT_EQ(files_below(dir.path()), before);
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "new"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, BadMappingTest,
    ::testing::Values(
        BadMapping{
            "Missing", [](json&, json& mappings) { mappings = nullptr; }, {"m.json: no such file"}},
        BadMapping{"NoJson",
                   [](json&, json& mappings) { mappings = "m = 4\n"; },
                   {"m.json: line 1, column 1"}},
        BadMapping{"OtherMachine",
                   [](json&, json& mappings) { mappings["arch"] = "eyeriss-v2"; },
                   {"m.json: arch: ", "eyeriss-v2", "eyeriss-v1"}},
        BadMapping{"UnknownLayer",
                   [](json&, json& mappings) { mappings["layers"][1]["name"] = "gem"; },
                   {"m.json: layers[1].name: ", "no layer \"gem\"", "did you mean \"gemm\"?"}},
        BadMapping{"MissingLayer",
                   [](json&, json& mappings) { mappings["layers"].erase(1); },
                   {"m.json: layers: there is no mapping of layer \"gemm\"", "mapped"}},
        BadMapping{"NoLayers",
                   [](json&, json& mappings) { mappings["layers"] = json::array(); },
                   {"m.json: layers: there is no mapping of layer \"mapped\""}},
        BadMapping{"UnknownKey",
                   [](json&, json& mappings) { mappings["layers"][0]["mapping"]["u"] = 1; },
                   {"m.json: layers[0].mapping.u: unknown key"}},
        illegal("e", 9, "e = 9 must be 1 to 8"), illegal("q", 5, "q*S = 15 words exceed"),
        illegal("r", 5, "r = 5 must be 1 to 4"), illegal("m", 6, "m = 6 must be a multiple"),
        illegal("t", 3, "t = 3 must be 1 to 2")),
    [](const auto& bad) { return bad.param.name; });

/// Layers that no mapping makes possible, with `--mapping auto` as without any.
class Unmappable : public ::testing::TestWithParam<std::pair<json, const char*>> {};

TEST_P(Unmappable, ExitsWith2AndOneLineAndNoResults) {
  const TempDir dir;
  const auto& [kernel, expected] = GetParam();
  json workload = small_workload();
  workload["layers"][0]["kernel_shape"] = kernel;
  workload["layers"][0]["pads"] = {8, 8, 8, 8};
  dir.write("w.json", workload.dump());
  for (const auto& program : {simulator, mapper}) {
    for (const Words& arguments : {Words{}, Words{"--mapping", "auto"}}) {
      Command command = program(arguments);
      command.words.insert(command.words.end(), {"--out", "results", "w.json"});
      command.directory = dir.path();
      const ProgramResult result = run(command);
      EXPECT_EQ(result.status, 2);
      EXPECT_EQ(result.out, "");
      EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
      EXPECT_THAT(result.err,
                  AllOf(HasSubstr("w.json: layers[0].kernel_shape: "), HasSubstr(expected)));
      EXPECT_THAT(files_below(dir.path()), ElementsAre("w.json"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Layers, Unmappable,
    ::testing::Values(std::pair{json{13, 3}, "the kernel is 13 rows high, the PE array has 12"},
                      std::pair{json{3, 13},
                                "kernel width = 13 words exceed the ifmap spad (at "
                                "most 12)"}));

}  // namespace
}  // namespace eyeriss::test
