// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_bound.h"

#include <algorithm>
#include <cmath>

#include "hw/ceil_div.h"
#include "sim/cluster_mapper/cluster_arithmetic.h"
#include "sim/cluster_mapper/parts_sum.h"
#include "sim/cluster_mapper/unpadded.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {
namespace {

using Count = hw::LayerCounters::Count;

Count count(double value) { return static_cast<Count>(std::llround(value)); }

}  // namespace

hw::LayerCounters ClusterBound::least(const hw::Mapping& mapping) const {
  hw::LayerCounters counters = count_arithmetic(architecture_, shape_, mapping, work_);
  const int columns = shape_.F();
  const int filters = shape_.filters_per_group();
  const int channels = shape_.channels_per_group();
  const auto over_channels = [&](const auto& function) {
    return sum_over(channels, mapping.q, function) * shape_.N;
  };
  const auto over_blocks = [&](const auto& function) {
    return sum_over(filters, mapping.p, [&](int p) {
      return sum_over(channels, mapping.q, [&](int q) { return function(p, q); });
    });
  };
  // Of a single tile, whose share of padding is the largest.
  const double inside =
      unpadded(shape_.E(), shape_.E(), shape_.R, shape_.stride_h, shape_.pad_top, shape_.H) *
      unpadded(shape_.F(), columns, shape_.S, shape_.stride_w, shape_.pad_left, shape_.W);
  const double groups = shape_.groups;
  const double strips = ceil_div(shape_.E(), mapping.e);
  const double pe_rows = groups * shape_.E() * shape_.R;
  const double filter_sets = ceil_div(filters, mapping.p);
  const double filter_steps = ceil_div(filters, mapping.p * mapping.t);
  const double ifmap_rows = groups * sum_over(shape_.E(), mapping.e, [&](int rows) {
                              return (rows - 1) * std::min(shape_.stride_h, shape_.R) + shape_.R;
                            });

  const double row_words = over_channels([&](int q) { return work_.row_words(q, columns); });
  const double words = over_blocks([&](int p, int q) { return work_.weight_words(p, q); });
  const double weight_bits = strips * groups * shape_.R *
                             over_blocks([&](int p, int q) { return work_.weight_bits(p, q); });
  const double iact_bits =
      ifmap_rows * over_channels([&](int q) { return work_.row_bits(q, columns, inside); });
  counters.ifmap_network = {count(ifmap_rows * filter_steps * row_words),
                            count(pe_rows * filter_sets * row_words)};
  counters.glb_ifmap_read = counters.ifmap_network.words;
  counters.glb_ifmap_filled = count(ifmap_rows * row_words);
  counters.ifmap_spad.writes = count(pe_rows * filter_sets * over_channels([&](int q) {
                                       return work_.row_entries(q, columns, inside);
                                     }));
  counters.filter_network = {count(strips * groups * shape_.R * words), count(pe_rows * words)};
  counters.filter_spad.writes =
      count(pe_rows * over_blocks([&](int p, int q) { return work_.weight_spad_words(p, q); }));
  counters.off_chip_ifmap_bits = count(iact_bits);
  counters.off_chip_filter_bits = count(weight_bits);

  const double bits = iact_bits + weight_bits + static_cast<double>(counters.off_chip_ofmap_bits);
  const Cycles cycles = least_cycles(mapping);
  counters.total_cycles =
      static_cast<noc::Cycle>(std::llround(std::max(cycles.passes, bits * memory_.cycles_per_bit)));
  counters.pe_mapped_cycles = static_cast<noc::Cycle>(std::llround(cycles.pes));
  return counters;
}

ClusterBound::Cycles ClusterBound::least_cycles(const hw::Mapping& mapping) const {
  const auto& noc = architecture_.noc;
  const int clusters = architecture_.clusters();
  const int windows = shape_.N * shape_.F();
  const double group_steps = ceil_div(shape_.groups, mapping.g);
  const double strips = ceil_div(shape_.E(), mapping.e);
  const double sets = shape_.groups / group_steps;  // of a pass, in the mean
  const double rows = shape_.E() / strips;
  double pe_cycles = 0;
  const auto of_passes = [&](int channels, int filters, double passes) {
    const int p = std::min(mapping.p, filters);
    const int q = std::min(mapping.q, channels);
    const double filter_sets = ceil_div(filters, mapping.p);
    const double channel_sets = ceil_div(channels, mapping.q);
    const double macs = work_.slow_mac_cycles(p, q, shape_.R);
    const double additions = work_.accumulate_cycles(p);
    const double window = work_.overlaps(p) ? std::max(macs, additions) : macs + additions;
    const double whole = sum_over(filters, mapping.p, [&](int its_p) {
      return sum_over(channels, mapping.q,
                      [&](int its_q) { return work_.send_cycles(its_p, its_q); });
    });
    const double weights = sets * shape_.R * whole / (clusters * noc.weight.routers);
    const double psum_words =
        sum_over(filters, mapping.p, [&](int its_p) { return work_.psum_words(its_p); });
    const double psums = sets * rows * psum_words * windows / (clusters * noc.psum.routers);
    const double cycles = std::max({windows * window, weights, psums});
    pe_cycles += passes * sets * rows * shape_.R * filter_sets * channel_sets * windows * window;
    return passes * cycles;
  };
  double cycles = 0;
  for (const Part& channels : Parts(shape_.channels_per_group(), mapping.q * mapping.r)) {
    for (const Part& filters : Parts(shape_.filters_per_group(), mapping.p * mapping.t)) {
      cycles += of_passes(channels.extent, filters.extent,
                          static_cast<double>(channels.count * filters.count));
    }
  }
  return {group_steps * strips * cycles, group_steps * strips * pe_cycles};
}

}  // namespace eyeriss::sim
