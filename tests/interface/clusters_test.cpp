// SPDX-License-Identifier: Apache-2.0
// Machines of clusters, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

using Words = std::vector<std::string>;

/// The second layer's weights have no zeros, so that raw is the faster coding.
json workload() {
  const json conv = json::parse(R"({
    "op": "Conv", "input": { "channels": 8, "height": 8, "width": 8 }, "output_channels": 16,
    "kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "relu": true, "output_shift": 4,
    "ifmap": { "zeros": 0.5 },
    "mappings": { "eyeriss-v2": { "m": 16, "n": 1, "e": 8, "p": 8, "q": 2, "r": 2, "t": 2,
                                  "filter_network": "horizontal" } } })");
  json result = {{"name", "w"}, {"layers", {conv, conv}}};
  result["layers"][0].update({{"name", "sparse"}, {"weights", {{"zeros", 0.6}}}});
  result["layers"][1].update({{"name", "dense"}, {"weights", {{"zeros", 0.0}}}});
  return result;
}

class Clusters : public ::testing::Test {
 protected:
  Clusters() { dir_.write("w.json", workload().dump()); }

  ProgramResult run_here(Command command) const {
    command.words.push_back("w.json");
    command.directory = dir_.path();
    return run(command);
  }

  json simulate(Words arguments) const {
    arguments.insert(arguments.end(), {"--out", "results"});
    const ProgramResult result = run_here(simulator(arguments));
    EXPECT_EQ(result.status, 0) << result.err;
    return read_document(dir_.path() / "results/summary.json");
  }

  const TempDir dir_;
};

TEST_F(Clusters, RunGivenMappingsWithRightOutputs) {
  const json summary = simulate({"--arch", "eyeriss-v2"});
  EXPECT_EQ(summary["arch_config"]["grid"], json({{"rows", 8}, {"columns", 2}}));
  for (const char* name : {"sparse", "dense"}) {
    const json layer = layer_of(summary, name);
    EXPECT_EQ(layer["status"], "ok");
    EXPECT_EQ(layer["mapping_source"], "given");
    EXPECT_EQ(layer["mapping"]["ifmap_network"], "unicast");
    EXPECT_EQ(layer["mapping"]["filter_network"], "horizontal");
    EXPECT_EQ(layer["active_pes"], 2 * 8 * 2 * 3);  // t e r R
    EXPECT_EQ(layer["macs"], 16 * 8 * 8 * 8 * 9);
    // 192 PEs with two MACs.
    const double possible = 384 * layer["cycles"]["processing"].get<double>();
    EXPECT_DOUBLE_EQ(layer["pe_utilization"], layer["macs"].get<double>() / possible);
  }
  const double possible = 384 * summary["totals"]["cycles"]["processing"].get<double>();
  EXPECT_DOUBLE_EQ(summary["totals"]["pe_utilization"], 2.0 * 16 * 8 * 8 * 8 * 9 / possible);
}

TEST_F(Clusters, CodeTensorsByTheirPlaceAndZeros) {
  const json summary = simulate({"--arch", "eyeriss-v2"});
  EXPECT_EQ(layer_of(summary, "sparse")["coding"],
            json({{"ifmap", "raw"}, {"weights", "csc"}, {"ofmap", "csc"}}));
  EXPECT_EQ(layer_of(summary, "dense")["coding"],
            json({{"ifmap", "csc"}, {"weights", "raw"}, {"ofmap", "csc"}}));
}

TEST_F(Clusters, RunTheMappingsThatTheMapperWrites) {
  for (const char* arch : {"eyeriss-v2", "eyeriss-v1.5", "eyeriss-v1-192"}) {
    SCOPED_TRACE(arch);
    const ProgramResult found =
        run_here(mapper({"--arch", arch, "--quiet", "--mapping", "auto", "--out", "m.json"}));
    ASSERT_EQ(found.status, 0) << found.err;
    const json file = read_document(dir_.path() / "m.json");
    const json summary = simulate({"--arch", arch, "--mapping", "m.json"});
    for (const json& entry : file["layers"]) {
      const json layer = layer_of(summary, entry["name"]);
      EXPECT_EQ(layer["status"], "ok");
      EXPECT_EQ(layer["mapping_source"], "file");
      EXPECT_EQ(layer["mapping"], entry["mapping"]);
    }
    EXPECT_EQ(without_run(simulate({"--arch", arch, "--mapping", "auto"}))["totals"],
              without_run(summary)["totals"]);
  }
}

TEST_F(Clusters, IllegalMappingsAreBadInput) {
  const auto error = [&](const char* key, const json& value) {
    json changed = workload();
    changed["layers"][0]["mappings"]["eyeriss-v2"][key] = value;
    dir_.write("w.json", changed.dump());
    const ProgramResult result = run_here(simulator({"--arch", "eyeriss-v2", "--out", "results"}));
    EXPECT_EQ(result.status, 2);
    return result.err;
  };
  const std::string path = "w.json: layers[0].mappings.eyeriss-v2.";
  EXPECT_THAT(error("q", 6), HasSubstr(path + "q:"));  // 18 values of a window
  EXPECT_THAT(error("e", 9), HasSubstr(path + "e:"));
  // There are no vertical links between the routers of weights.
  EXPECT_THAT(error("filter_network", "vertical"), HasSubstr(path + "filter_network:"));
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "results"));
}

TEST_F(Clusters, ReadTensorFilesForTheMapperToo) {
  json changed = workload();
  changed["layers"][0]["weights"] = {{"file", "none.npy"}};
  dir_.write("w.json", changed.dump());
  const ProgramResult result = run_here(mapper({"--arch", "eyeriss-v2"}));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("w.json: layers[0].weights.file: "));
}

}  // namespace
}  // namespace eyeriss::test
