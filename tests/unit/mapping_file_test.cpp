// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_file.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/energy/energy_actions.h"
#include "sim/input/mapping_reader.h"
#include "sim/input/workload_reader.h"
#include "tests/support/input_error_line.h"
#include "tests/support/published_mappings.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;

class MappingFileTest : public ::testing::Test {
 protected:
  MappingFileTest() {
    const json conv = {{"op", "Conv"},
                       {"input", {{"channels", 6}, {"height", 9}, {"width", 7}}},
                       {"output_channels", 4},
                       {"kernel_shape", {3, 2}}};
    json document = {{"name", "w"}, {"batch", 2}, {"layers", {conv, conv}}};
    document["layers"][0]["name"] = "first";
    document["layers"][1]["name"] = "second";
    workload_ = read_workload(dir_.write("w.json", document.dump()), {"eyeriss-v1"});
  }

  static json mapping() {
    return {{"m", 4}, {"n", 1}, {"e", 7}, {"p", 2}, {"q", 3}, {"r", 1}, {"t", 2}};
  }
  static json document() {
    return {{"arch", "eyeriss-v1"}, {"layers", {{{"name", "second"}, {"mapping", mapping()}}}}};
  }

  std::map<std::string, FileMapping> read(const json& content) {
    return read_mapping_file(dir_.write("m.json", content.dump()), workload_, {"eyeriss-v1"});
  }
  /// The error after a value at a JSON pointer is replaced, or removed if it is null.
  std::string error(const std::string& pointer, const json& value) {
    json content = document();
    if (value.is_null()) {
      content = content.patch({{{"op", "remove"}, {"path", pointer}}});
    } else {
      content[json::json_pointer(pointer)] = value;
    }
    return input_error([&] { read(content); });
  }

  test::TempDir dir_;
  Workload workload_;
};

TEST_F(MappingFileTest, IsReadByLayer) {
  const auto mappings = read(document());
  ASSERT_EQ(mappings.size(), 1U);
  const FileMapping& read = mappings.at("second");
  EXPECT_EQ(read.path, "layers[0].mapping");
  // f is all 6 columns of the ofmap, g is 1.
  EXPECT_EQ(json(to_json(read.mapping, MachineFamily::kFlat)), json({{"m", 4},
                                                                     {"n", 1},
                                                                     {"e", 7},
                                                                     {"f", 6},
                                                                     {"g", 1},
                                                                     {"p", 2},
                                                                     {"q", 3},
                                                                     {"r", 1},
                                                                     {"t", 2}}));
}

TEST_F(MappingFileTest, ImagesAreClampedToTheBatch) {
  json content = document();
  content["layers"][0]["mapping"]["n"] = 5;
  EXPECT_EQ(read(content).at("second").mapping.n, 2);
}

TEST_F(MappingFileTest, HistoryAndCommentsDoNotMatter) {
  json content = document();
  content["workload"] = "another";
  content["objective"] = "edp";
  content["batch"] = 64;
  content["_note"] = {1, 2};
  content["layers"][0]["_predicted"] = {{"cycles", 1}};
  EXPECT_EQ(read(content).size(), 1U);
}

TEST_F(MappingFileTest, ErrorsNameFileAndPlace) {
  EXPECT_THAT(error("/arch", "eyeriss-v2"),
              HasSubstr("m.json: arch: the mappings are for \"eyeriss-v2\" (allowed: "
                        "\"eyeriss-v1\")"));
  EXPECT_THAT(error("/arch", nullptr), HasSubstr("m.json: arch: required key is missing"));
  EXPECT_THAT(error("/layers", nullptr), HasSubstr("m.json: layers: required key is missing"));
  EXPECT_THAT(error("/layers", 3), HasSubstr("m.json: layers: expected an array"));
  EXPECT_THAT(error("/batch", "four"), HasSubstr("m.json: batch: expected an integer"));
  EXPECT_THAT(error("/objective", 4), HasSubstr("m.json: objective: expected a string"));
  EXPECT_THAT(error("/layer", json::array()),
              AllOf(HasSubstr("m.json: layer: unknown key"), HasSubstr("\"layers\"")));
  EXPECT_THAT(error("/layers/0/name", "secnd"),
              AllOf(HasSubstr("m.json: layers[0].name: "), HasSubstr("no layer \"secnd\""),
                    HasSubstr("did you mean \"second\"?"), HasSubstr("allowed: first, second")));
  EXPECT_THAT(error("/layers/0/name", nullptr), HasSubstr("layers[0].name: required key"));
  EXPECT_THAT(error("/layers/0/mapping", nullptr), HasSubstr("layers[0].mapping: required key"));
  EXPECT_THAT(error("/layers/0/mapping/t", nullptr), HasSubstr("layers[0].mapping.t: required"));
  EXPECT_THAT(error("/layers/0/mapping/t", 0), HasSubstr("layers[0].mapping.t: 0 is out of range"));
  EXPECT_THAT(error("/layers/0/mapping/u", 1), HasSubstr("layers[0].mapping.u: unknown key"));
  EXPECT_THAT(error("/layers/1", document()["layers"][0]),
              HasSubstr("layers[1].name: \"second\" has a mapping already"));
}

TEST_F(MappingFileTest, WhatIsWrittenIsRead) {
  Machine machine{};
  machine.architecture = test::eyeriss_v1();
  machine.energy.energies.resize(energy_actions(MachineFamily::kFlat).size());
  RatedMapping found{};
  found.mapping = {.m = 4, .n = 2, .e = 3, .f = 5, .g = 1, .p = 2, .q = 3, .r = 2, .t = 2};
  found.counters.total_cycles = 1000;
  found.counters.hold_ifmap_cycles = 100;
  found.counters.link_words_read = 7;
  const std::string text = mapping_file_text(workload_, machine, Objective::kLatency,
                                             {{"first", &found}, {"second", &found}});
  const json document = json::parse(text);
  EXPECT_EQ(document.at("workload"), "w");
  EXPECT_EQ(document.at("objective"), "latency");
  EXPECT_EQ(document.at("batch"), 2);
  const json& predicted = document.at("layers")[0].at("_predicted");
  EXPECT_EQ(predicted.at("cycles"), json({{"processing", 900}, {"total", 1000}}));
  EXPECT_EQ(predicted.at("accesses").at("dram").at("read_bytes"), 56);
  EXPECT_FALSE(predicted.at("accesses").at("dram").contains("activates")) << "not predicted";

  const auto mappings = read(document);
  ASSERT_EQ(mappings.size(), 2U);
  for (const auto& [layer, read] : mappings) {
    EXPECT_EQ(to_json(read.mapping, MachineFamily::kFlat),
              to_json(found.mapping, MachineFamily::kFlat))
        << layer;
  }
}

}  // namespace
}  // namespace eyeriss::sim
