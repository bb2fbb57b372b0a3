// SPDX-License-Identifier: Apache-2.0
#include "sim/input/mapping_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/input/json_object.h"

namespace eyeriss::sim {
namespace {

constexpr int kMax = std::numeric_limits<int>::max();
/// In the order of noc::MeshMode.
constexpr std::array<std::string_view, 4> kModes = {"unicast", "horizontal", "vertical",
                                                    "broadcast"};

noc::MeshMode read_mode(const JsonObject& object, std::string_view key) {
  const auto mode = object.optional(key);
  if (!mode) return noc::MeshMode::kUnicast;
  const std::string name = mode->one_of({kModes.begin(), kModes.end()});
  return static_cast<noc::MeshMode>(std::ranges::find(kModes, name) - kModes.begin());
}

}  // namespace

hw::Mapping read_row_stationary(const JsonValue& value, const hw::LayerShape& shape,
                                MachineFamily family) {
  std::vector<std::string> keys = {"m", "n", "e", "f", "g", "p", "q", "r", "t"};
  if (family == MachineFamily::kClusters)
    keys.insert(keys.end(), {std::string(kIfmapNetwork), std::string(kFilterNetwork)});
  const JsonObject object(value, keys);
  const auto required = [&](std::string_view key) { return object.required(key).int32(1, kMax); };
  hw::Mapping mapping{.m = required("m"),
                      .n = std::min(required("n"), shape.N),
                      .e = required("e"),
                      .f = object.int32_or("f", 1, kMax, shape.F()),
                      .g = object.int32_or("g", 1, kMax, 1),
                      .p = required("p"),
                      .q = required("q"),
                      .r = required("r"),
                      .t = required("t")};
  if (family == MachineFamily::kClusters) {
    mapping.ifmap_mode = read_mode(object, kIfmapNetwork);
    mapping.filter_mode = read_mode(object, kFilterNetwork);
  }
  return mapping;
}

std::optional<hw::Mapping> read_mapping(const JsonValue& mappings, const MachineId& machine,
                                        const hw::LayerShape& shape) {
  std::optional<hw::Mapping> result;
  for (const auto& [name, value] : mappings.members()) {
    if (name == machine.name) {
      result = read_row_stationary(value, shape, machine.family);
    } else {
      value.members();  // an object, whose keys are another machine's
    }
  }
  return result;
}

std::string_view name_of(noc::MeshMode mode) { return kModes[static_cast<std::size_t>(mode)]; }

nlohmann::ordered_json to_json(const hw::Mapping& mapping, MachineFamily family) {
  nlohmann::ordered_json result = {{"m", mapping.m}, {"n", mapping.n}, {"e", mapping.e},
                                   {"f", mapping.f}, {"g", mapping.g}, {"p", mapping.p},
                                   {"q", mapping.q}, {"r", mapping.r}, {"t", mapping.t}};
  if (family == MachineFamily::kClusters) {
    result[std::string(kIfmapNetwork)] = name_of(mapping.ifmap_mode);
    result[std::string(kFilterNetwork)] = name_of(mapping.filter_mode);
  }
  return result;
}

}  // namespace eyeriss::sim
