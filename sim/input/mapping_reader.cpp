// SPDX-License-Identifier: Apache-2.0
#include "sim/input/mapping_reader.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "sim/input/json_object.h"

namespace eyeriss::sim {
namespace {

constexpr int kMax = std::numeric_limits<int>::max();

}  // namespace

hw::Mapping read_row_stationary(const JsonValue& value, const hw::LayerShape& shape) {
  const JsonObject object = value.object({"m", "n", "e", "f", "g", "p", "q", "r", "t"});
  const auto required = [&](std::string_view key) { return object.required(key).int32(1, kMax); };
  return {.m = required("m"),
          .n = std::min(required("n"), shape.N),
          .e = required("e"),
          .f = object.int32_or("f", 1, kMax, shape.F()),
          .g = object.int32_or("g", 1, kMax, 1),
          .p = required("p"),
          .q = required("q"),
          .r = required("r"),
          .t = required("t")};
}

std::optional<hw::Mapping> read_mapping(const JsonValue& mappings, const std::string& architecture,
                                        const hw::LayerShape& shape) {
  std::optional<hw::Mapping> result;
  for (const auto& [name, value] : mappings.members()) {
    if (name == architecture) {
      result = read_row_stationary(value, shape);
    } else {
      value.members();  // an object, whose keys are another machine's
    }
  }
  return result;
}

}  // namespace eyeriss::sim
