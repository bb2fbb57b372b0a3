// SPDX-License-Identifier: Apache-2.0
// Eyexam in the results, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tests/interface/simulator.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Machine, MACs of all its PEs in a cycle, and bytes to or from memory in a core cycle.
struct Machine {
  std::string name;
  double peak;
  json dram_bytes_per_cycle;
};

void PrintTo(const Machine& machine, std::ostream* out) { *out << machine.name; }

class Eyexam : public ::testing::TestWithParam<Machine> {
 protected:
  Eyexam() {
    Command command = simulator({"--arch", GetParam().name, "--out", "r", "--quiet",
                                 EYERISS_SOURCE_DIR "/workloads/tiny.json"});
    command.directory = dir_.path();
    const ProgramResult result = run(command);
    EXPECT_EQ(result.status, 0) << result.err;
    summary_ = read_document(dir_.path() / "r/summary.json");
  }

  TempDir dir_;
  json summary_;
};

TEST_P(Eyexam, IsPartOfEveryLayer) {
  for (const json& layer : summary_["layers"]) {
    SCOPED_TRACE(layer["name"].get<std::string>());
    const json& eyexam = layer.at("eyexam");
    const json& mac = layer["accesses"]["mac"];
    const auto macs = mac["active"].get<std::int64_t>() + mac["gated"].get<std::int64_t>();
    EXPECT_EQ(eyexam["macs"], macs);

    std::vector<std::string> constraints;
    std::vector<std::string> types;
    double before = static_cast<double>(macs);
    for (const json& step : eyexam["steps"]) {
      constraints.push_back(step["constraint"]);
      types.push_back(step["type"]);
      EXPECT_EQ(step["step"], constraints.size());
      EXPECT_LE(step["macs_per_cycle"], before);
      EXPECT_TRUE(step["loss"].is_string());
      before = step["macs_per_cycle"];
    }
    EXPECT_THAT(constraints,
                ElementsAre("layer size and shape", "dataflow loop nest", "number of PEs",
                            "physical dimensions of PE array", "fixed storage capacity",
                            "fixed data bandwidth", "varying data access patterns"));
    EXPECT_THAT(types, ElementsAre("workload", "architectural", "architectural", "architectural",
                                   "architectural", "microarchitectural", "microarchitectural"));
    EXPECT_DOUBLE_EQ(before, static_cast<double>(macs) / layer["cycles"]["total"].get<double>());

    const json& roofline = eyexam["roofline"];
    EXPECT_EQ(roofline["peak_macs_per_cycle"], GetParam().peak);
    EXPECT_EQ(roofline["macs_per_cycle"], before);
    for (const char* level : {"dram", "glb"}) {
      double bytes = 0;
      for (const char* kind : {"read_bytes", "write_bytes", "fill_bytes", "drain_bytes"})
        bytes += layer["accesses"][level].value(kind, 0.0);
      const json& roof = roofline[level];
      EXPECT_DOUBLE_EQ(roof["macs_per_byte"], static_cast<double>(macs) / bytes) << level;
      double bound = GetParam().peak;
      if (!roof["bytes_per_cycle"].is_null()) {
        bound = std::min(
            bound, roof["macs_per_byte"].get<double>() * roof["bytes_per_cycle"].get<double>());
      }
      EXPECT_DOUBLE_EQ(roof["bound_macs_per_cycle"], bound) << level;
      EXPECT_GE(bound, before) << level;
    }
    EXPECT_EQ(roofline["dram"]["bytes_per_cycle"], GetParam().dram_bytes_per_cycle);
    for (const json& words : eyexam["words"]) {
      EXPECT_THAT(words.get<std::string>(),
                  ::testing::StartsWith(layer["name"].get<std::string>() + ": "));
    }
  }
}

TEST_P(Eyexam, IsInTheTableWithoutItsWords) {
  const std::string csv = read_text(dir_.path() / "r/summary.csv");
  const json eyexam = layer_of(summary_, "conv2").at("eyexam");
  const std::string row = "\ntiny," + GetParam().name + ",conv2,eyexam";
  for (const json& step : eyexam["steps"]) {
    EXPECT_THAT(csv, HasSubstr(row + ",step" + step["step"].dump() + "," +
                               step["macs_per_cycle"].dump() + ",MAC/cycle\n"));
  }
  EXPECT_THAT(csv, HasSubstr(row + ",macs," + eyexam["macs"].dump() + ",count\n"));
  EXPECT_THAT(csv, HasSubstr(row + ".roofline.glb,macs_per_byte," +
                             eyexam["roofline"]["glb"]["macs_per_byte"].dump() + ",MAC/byte\n"));
  EXPECT_THAT(csv,
              HasSubstr(row + ".roofline.glb,bytes_per_cycle," +
                        eyexam["roofline"]["glb"]["bytes_per_cycle"].dump() + ",byte/cycle\n"));
  EXPECT_THAT(csv, Not(HasSubstr("conv2: ")));
  EXPECT_THAT(csv, Not(HasSubstr(",total,eyexam")));
}

// 8 bytes a link cycle, at 60 of 200 MHz; unlimited.
INSTANTIATE_TEST_SUITE_P(Machines, Eyexam,
                         ::testing::Values(Machine{"eyeriss-v1", 168, 2.4},
                                           Machine{"eyeriss-v2", 384, json()}),
                         [](const auto& test) { return test.param.name.substr(8); });

}  // namespace
}  // namespace eyeriss::test
