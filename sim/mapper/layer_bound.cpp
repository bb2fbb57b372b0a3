// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/layer_bound.h"

#include <algorithm>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

double steps(int extent, int step) { return static_cast<double>(ceil_div(extent, step)); }

/// Cycles and working PEs of one pass.
struct PassBound {
  double cycles;
  double pes;
};

PassBound least_pass(const hw::Architecture& architecture, const hw::Layer& layer,
                     const PassExtents& pass) {
  const hw::LayerShape& s = layer.shape;
  const hw::Mapping& m = layer.mapping;
  const int filters = std::min(m.p, pass.filters);
  const int channels = std::min(m.q, pass.channels);
  const double windows = static_cast<double>(pass.images) * pass.columns;
  const double columns = pass.groups * pass.rows * steps(pass.filters, m.p);

  const double pe = windows * (filters * channels * s.S +
                               std::max(filters, channels * std::min(s.S, s.stride_w)));
  const double psums =
      windows * pass.groups * pass.rows *
      (pass.filters / m.p * steps(m.p, architecture.psums_per_word()) +
       (pass.filters % m.p != 0 ? steps(pass.filters % m.p, architecture.psums_per_word()) : 0));
  const double slices = pass.images * (s.S + (pass.columns - 1.0) * std::min(s.S, s.stride_w));
  const double ifmaps =
      slices * pass.groups * pass.channels * (s.R + (pass.rows - 1.0) * std::min(s.R, s.stride_h));
  return {std::max({pe, psums, ifmaps}), columns * s.R * steps(pass.channels, m.q)};
}

}  // namespace

LayerTimes least_layer_times(const hw::Architecture& architecture, const hw::Layer& layer,
                             const PassClasses& classes, const LinkTraffic& traffic) {
  LayerTimes times;
  for (const PassClass& passes : classes.passes) {
    const PassBound pass = least_pass(architecture, layer, passes.extents);
    const auto count = static_cast<double>(passes.count);
    times.processing += count * pass.cycles;
    times.pe_mapped += count * pass.cycles * pass.pes;
  }
  const double cycles_per_word = architecture.core_clock_mhz / architecture.link.clock_mhz;
  if (architecture.ifmap_buffers() == 1) times.hold_ifmap = traffic.ifmaps.words * cycles_per_word;
  times.hold_ofmap = traffic.ofmaps.words * cycles_per_word;
  const double link =
      cycles_per_word * (traffic.ifmaps.words + traffic.filters.words + traffic.ofmaps.words);
  times.hold_filter = std::max(0.0, link - times.total());
  return times;
}

}  // namespace eyeriss::sim
