// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_growth.h"

#include <algorithm>

#include "sim/mapper/legality.h"

namespace eyeriss::sim {
namespace {

int ceil_div(int a, int b) { return (a - 1) / b + 1; }

/// Largest value from 1 (known to hold) to `extent` for which a monotonic predicate holds.
template <typename Predicate>
int largest(int extent, const Predicate& holds) {
  if (holds(extent)) return extent;
  int good = 1;
  for (int bad = extent; bad - good > 1;) {
    const int middle = good + (bad - good) / 2;
    (holds(middle) ? good : bad) = middle;
  }
  return good;
}

}  // namespace

int even_tile(int extent, int most) { return ceil_div(extent, ceil_div(extent, most)); }

bool MappingGrowth::legal(const hw::Mapping& mapping) const {
  try {
    check_mapping(architecture_, shape_, mapping);
    return true;
  } catch (const MappingError&) {
    return false;
  }
}

hw::Mapping MappingGrowth::with_least_filters(hw::Mapping mapping) const {
  mapping.m = std::min(mapping.p * mapping.t, shape_.filters_per_group());
  return mapping;
}

hw::Mapping MappingGrowth::grow(const hw::Mapping& mapping, int hw::Mapping::*key,
                                int extent) const {
  const auto with = [&](int value) {
    hw::Mapping grown = mapping;
    grown.*key = value;
    return with_least_filters(grown);
  };
  return with(even_tile(extent, largest(extent, [&](int value) { return legal(with(value)); })));
}

hw::Mapping MappingGrowth::grow_filters(const hw::Mapping& mapping) const {
  const int filters = shape_.filters_per_group();
  const int step = mapping.p * mapping.t;
  const auto with = [&](int steps) {
    hw::Mapping grown = mapping;
    grown.m = std::min(steps * step, filters);
    return grown;
  };
  const int extent = ceil_div(filters, step);
  return with(even_tile(extent, largest(extent, [&](int steps) { return legal(with(steps)); })));
}

}  // namespace eyeriss::sim
