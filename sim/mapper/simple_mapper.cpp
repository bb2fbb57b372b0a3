// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/simple_mapper.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "sim/mapper/legality.h"
#include "sim/mapper/mapping_growth.h"

namespace eyeriss::sim {
namespace {

constexpr hw::Mapping kSmallest{
    .m = 1, .n = 1, .e = 1, .f = 1, .g = 1, .p = 1, .q = 1, .r = 1, .t = 1};

/// Filters in a PE that are tried. 16 divides the filter counts of most networks and leaves
/// the filter spad room for several channels; fewer leave the prefetch banks room for more sets.
constexpr int kFiltersPerPe[] = {16, 8, 4};

int ceil_div(int a, int b) { return (a - 1) / b + 1; }

/// Cycles of the layer when every pass is as long as its slowest resource: the windows' MACs and
/// accumulation, the psums, the ifmap words; plus its ramp-up. Networks carry a packet a cycle.
double estimated_cycles(const hw::Architecture& architecture, const hw::LayerShape& shape,
                        const hw::Mapping& mapping) {
  const int filter_words = architecture.filters_per_word();
  const int psum_words = architecture.psums_per_word();
  const double channels = mapping.g * std::min(mapping.q * mapping.r, shape.channels_per_group());
  const double ifmap_column = channels * ((mapping.e - 1) * shape.stride_h + shape.R);
  const double macs = mapping.p * mapping.q * shape.S;
  const double window =
      std::max({macs + mapping.p,
                double(mapping.e) * mapping.g * mapping.t * ceil_div(mapping.p, psum_words),
                ifmap_column * std::min(shape.stride_w, shape.S)});
  const double ramp = std::max(macs / filter_words * mapping.g * mapping.t * mapping.r * shape.R,
                               ifmap_column * shape.S);
  const double passes = double(ceil_div(shape.groups, mapping.g)) *
                        ceil_div(shape.channels_per_group(), mapping.q * mapping.r) *
                        ceil_div(shape.filters_per_group(), mapping.p * mapping.t) *
                        ceil_div(shape.E(), mapping.e);
  const double tiles = double(ceil_div(shape.N, mapping.n)) * ceil_div(shape.F(), mapping.f);
  return passes * (double(shape.N) * shape.F() * window + tiles * ramp);
}

/// Filters in a PE, at most `most`: even chunks, but whole psum packets. Many first: they reuse
/// each ifmap word more often.
std::set<int, std::greater<>> chunk_sizes(const hw::Architecture& architecture,
                                          const hw::LayerShape& shape, int most) {
  const int per_packet = architecture.psums_per_word();
  std::set<int, std::greater<>> sizes;
  for (const int limit : kFiltersPerPe) {
    const int even = even_tile(shape.filters_per_group(), std::min(limit, most));
    sizes.insert(std::min(ceil_div(even, per_packet) * per_packet, most));
  }
  return sizes;
}

/// Widths of a PE set: the widest, as wide as the array, and narrower for several side by side.
std::set<int> set_widths(const hw::Architecture& architecture, const hw::LayerShape& shape,
                         int widest) {
  std::set<int> widths;
  for (const int most : {widest, architecture.array.columns, architecture.array.columns / 2,
                         architecture.array.columns / 3}) {
    widths.insert(even_tile(shape.E(), std::clamp(most, 1, widest)));
  }
  return widths;
}

/// Sets one above the other: the numbers that differ in how many stacks stand above each other.
std::set<int> set_heights(const hw::Architecture& architecture, const hw::LayerShape& shape) {
  const int most = architecture.array.rows / shape.R;
  std::set<int> heights;
  for (int stacks = 1; stacks <= most; ++stacks) {
    heights.insert(
        even_tile(shape.channels_per_group(), std::min(most / stacks, shape.channels_per_group())));
  }
  return heights;
}

/// Fills array, scratchpads and global buffer around the given p, e and r.
hw::Mapping fill(const MappingGrowth& growth, const hw::LayerShape& shape, hw::Mapping mapping) {
  using hw::Mapping;
  mapping = growth.grow(mapping, &Mapping::t, ceil_div(shape.filters_per_group(), mapping.p));
  mapping = growth.grow(mapping, &Mapping::g, shape.groups);
  mapping = growth.grow(mapping, &Mapping::q, ceil_div(shape.channels_per_group(), mapping.r));
  mapping = growth.grow(mapping, &Mapping::f, shape.F());
  mapping = growth.grow(mapping, &Mapping::n, shape.N);
  return growth.grow_filters(mapping);
}

}  // namespace

hw::Mapping simple_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape) {
  check_mapping(architecture, shape, kSmallest);
  const MappingGrowth growth(architecture, shape);
  hw::Mapping best = kSmallest;
  double best_cycles = std::numeric_limits<double>::infinity();
  const int most_filters = growth.grow(kSmallest, &hw::Mapping::p, shape.filters_per_group()).p;
  for (const int p : chunk_sizes(architecture, shape, most_filters)) {
    for (const int r : set_heights(architecture, shape)) {
      hw::Mapping start = kSmallest;
      start.p = p;
      start.r = r;
      start = growth.with_least_filters(start);
      if (!growth.legal(start)) continue;
      const int widest = growth.grow(start, &hw::Mapping::e, shape.E()).e;
      for (const int e : set_widths(architecture, shape, widest)) {
        start.e = e;
        const hw::Mapping mapping = fill(growth, shape, start);
        const double cycles = estimated_cycles(architecture, shape, mapping);
        if (cycles < best_cycles) {
          best = mapping;
          best_cycles = cycles;
        }
      }
    }
  }
  return best;
}

}  // namespace eyeriss::sim
