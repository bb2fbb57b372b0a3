// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_extents.h"

#include <fmt/core.h>

#include <cstdint>

#include "hw/ceil_div.h"
#include "sim/mapper/legality.h"

namespace eyeriss::sim {
namespace {

void check_extent(const char* key, int value, int most, const char* what) {
  if (value < 1 || value > most) {
    throw MappingError(key, fmt::format("{} = {} must be 1 to {} ({})", key, value, most, what));
  }
}

}  // namespace

void check_extents(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  check_extent("m", mapping.m, shape.filters_per_group(), "filters per group");
  check_extent("n", mapping.n, shape.N, "images");
  check_extent("e", mapping.e, shape.E(), "ofmap rows");
  check_extent("f", mapping.f, shape.F(), "ofmap columns");
  check_extent("g", mapping.g, shape.groups, "groups");
  check_extent("p", mapping.p, shape.filters_per_group(), "filters per group");
  check_extent("q", mapping.q, shape.channels_per_group(), "channels per group");
  check_extent("r", mapping.r, ceil_div(shape.channels_per_group(), mapping.q),
               "channels per group over q");
  check_extent("t", mapping.t, ceil_div(mapping.m, mapping.p), "m over p");
  const std::int64_t filters = std::int64_t{mapping.p} * mapping.t;
  if (mapping.m != shape.filters_per_group() && mapping.m % filters != 0) {
    throw MappingError("m", fmt::format("m = {} must be a multiple of p*t = {} or all {} filters "
                                        "of a group",
                                        mapping.m, filters, shape.filters_per_group()));
  }
}

}  // namespace eyeriss::sim
