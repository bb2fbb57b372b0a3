// SPDX-License-Identifier: Apache-2.0
#include "sim/input/mapping_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/input_error_line.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using noc::MeshMode;
using test::input_error;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr hw::LayerShape kShape{.N = 2,
                                .C = 6,
                                .H = 9,
                                .W = 7,
                                .M = 4,
                                .R = 3,
                                .S = 2,
                                .stride_h = 1,
                                .stride_w = 1,
                                .pad_top = 0,
                                .pad_left = 0,
                                .pad_bottom = 0,
                                .pad_right = 0,
                                .groups = 1};

json document(const json& networks = json::object()) {
  json mapping = {{"m", 4}, {"n", 1}, {"e", 7}, {"f", 6}, {"g", 1},
                  {"p", 2}, {"q", 3}, {"r", 1}, {"t", 2}};
  mapping.update(networks);
  return mapping;
}

hw::Mapping read(const json& mapping, MachineFamily family) {
  return read_row_stationary(JsonValue(mapping, "m.json"), kShape, family);
}

TEST(MappingReader, NetworksReachTheirOwnClusterUnlessTheMappingSaysOtherwise) {
  const hw::Mapping plain = read(document(), MachineFamily::kClusters);
  EXPECT_EQ(plain.ifmap_mode, MeshMode::kUnicast);
  EXPECT_EQ(plain.filter_mode, MeshMode::kUnicast);
  const hw::Mapping one =
      read(document({{"filter_network", "horizontal"}}), MachineFamily::kClusters);
  EXPECT_EQ(one.ifmap_mode, MeshMode::kUnicast);
  EXPECT_EQ(one.filter_mode, MeshMode::kHorizontal);
}

TEST(MappingReader, KnowsEveryReachOfANetworkAndWritesItAsItWasRead) {
  const std::vector<std::pair<std::string, MeshMode>> modes = {
      {"unicast", MeshMode::kUnicast},
      {"horizontal", MeshMode::kHorizontal},
      {"vertical", MeshMode::kVertical},
      {"broadcast", MeshMode::kBroadcast}};
  for (const auto& [name, mode] : modes) {
    const json mapping = document({{"ifmap_network", name}, {"filter_network", "vertical"}});
    const hw::Mapping result = read(mapping, MachineFamily::kClusters);
    EXPECT_EQ(result.ifmap_mode, mode);
    EXPECT_EQ(result.filter_mode, MeshMode::kVertical);
    EXPECT_EQ(json(to_json(result, MachineFamily::kClusters)), mapping);
  }
}

TEST(MappingReader, RefusesAnUnknownReach) {
  EXPECT_THAT(input_error([] {
                read(document({{"ifmap_network", "multicast"}}), MachineFamily::kClusters);
              }),
              AllOf(HasSubstr("m.json: ifmap_network: unknown value \"multicast\""),
                    HasSubstr("(allowed: unicast, horizontal, vertical, broadcast)")));
  EXPECT_THAT(input_error([] {
                read(document({{"filter_network", 1}}), MachineFamily::kClusters);
              }),
              HasSubstr("m.json: filter_network: expected a string"));
}

TEST(MappingReader, MachinesWithFlatBusesHaveNoSuchKeys) {
  for (const char* key : {"ifmap_network", "filter_network"}) {
    EXPECT_THAT(input_error([&] {
                  read(document({{key, "unicast"}}), MachineFamily::kFlat);
                }),
                HasSubstr(std::string("m.json: ") + key + ": unknown key"));
  }
  EXPECT_EQ(json(to_json(read(document(), MachineFamily::kFlat), MachineFamily::kFlat)),
            document());
}

TEST(MappingReader, TakesTheMappingOfTheMachineByItsFamily) {
  const json mappings = {{"flat", document()},
                         {"mesh", document({{"ifmap_network", "broadcast"}})}};
  const JsonValue value(mappings, "w.json");
  const auto mesh = read_mapping(value, {"mesh", MachineFamily::kClusters}, kShape);
  EXPECT_EQ(mesh.value().ifmap_mode, MeshMode::kBroadcast);
  EXPECT_TRUE(read_mapping(value, {"flat"}, kShape).has_value());
  EXPECT_FALSE(read_mapping(value, {"other"}, kShape).has_value());
  EXPECT_THAT(input_error([&] { read_mapping(value, {"mesh"}, kShape); }),
              HasSubstr("w.json: mesh.ifmap_network: unknown key"));
}

}  // namespace
}  // namespace eyeriss::sim
