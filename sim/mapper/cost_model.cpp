// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/cost_model.h"

#include <cmath>

#include "sim/mapper/layer_bound.h"
#include "sim/mapper/layer_timing.h"
#include "sim/mapper/link_traffic.h"
#include "sim/mapper/pass_counts.h"

namespace eyeriss::sim {
namespace {

noc::Cycle cycles(double value) { return static_cast<noc::Cycle>(std::llround(value)); }

hw::LayerCounters::Count words(double value) {
  return static_cast<hw::LayerCounters::Count>(std::llround(value));
}

void add_link_counts(const LinkTraffic& traffic, hw::LayerCounters& counters) {
  const auto values = [](const TensorTraffic& tensor) {
    return static_cast<hw::LayerCounters::Count>(tensor.values);
  };
  counters.glb_ifmap_filled = values(traffic.ifmaps);
  counters.glb_psum_drained = values(traffic.ofmaps);
  counters.raw_words = values(traffic.ifmaps) + values(traffic.filters) + values(traffic.ofmaps);
  counters.link_words_read = words(traffic.ifmaps.words + traffic.filters.words);
  counters.link_words_written = words(traffic.ofmaps.words);
}

void add_times(const LayerTimes& times, hw::LayerCounters& counters) {
  counters.hold_filter_cycles = cycles(times.hold_filter);
  counters.hold_ifmap_cycles = cycles(times.hold_ifmap);
  counters.hold_ofmap_cycles = cycles(times.hold_ofmap);
  counters.total_cycles = cycles(times.processing) + counters.hold_filter_cycles +
                          counters.hold_ifmap_cycles + counters.hold_ofmap_cycles;
  counters.pe_mapped_cycles = cycles(times.pe_mapped);
}

/// @param times_of of pass classes and link traffic: the layer's times
template <typename TimesOf>
hw::LayerCounters counters_with(const hw::Architecture& architecture, const hw::Layer& layer,
                                const ZeroFractions& zeros, const TimesOf& times_of) {
  const PassClasses classes(layer.shape, layer.mapping);
  hw::LayerCounters counters = count_passes(architecture, layer, classes, zeros);
  const LinkTraffic traffic = link_traffic(architecture, layer, classes, zeros);
  add_link_counts(traffic, counters);
  add_times(times_of(classes, traffic), counters);
  return counters;
}

}  // namespace

hw::LayerCounters predict_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                   const ZeroFractions& zeros) {
  return counters_with(architecture, layer, zeros,
                       [&](const PassClasses&, const LinkTraffic& traffic) {
                         return layer_times(architecture, layer, zeros, traffic);
                       });
}

hw::LayerCounters least_counters(const hw::Architecture& architecture, const hw::Layer& layer,
                                 const ZeroFractions& zeros) {
  return counters_with(architecture, layer, zeros,
                       [&](const PassClasses& classes, const LinkTraffic& traffic) {
                         return least_layer_times(architecture, layer, classes, traffic);
                       });
}

}  // namespace eyeriss::sim
