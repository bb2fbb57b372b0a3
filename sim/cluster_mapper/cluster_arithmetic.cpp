// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_arithmetic.h"

#include <cmath>

#include "hw/ceil_div.h"
#include "sim/cluster_mapper/cluster_storage.h"
#include "sim/cluster_mapper/parts_sum.h"

namespace eyeriss::sim {
namespace {

using Count = hw::LayerCounters::Count;

Count count(double value) { return static_cast<Count>(std::llround(value)); }

}  // namespace

hw::LayerCounters count_arithmetic(const hw::ClusterArchitecture& architecture,
                                   const hw::LayerShape& shape, const hw::Mapping& mapping,
                                   const PeWork& work) {
  hw::LayerCounters counters;
  const double windows = static_cast<double>(shape.N) * shape.E() * shape.F() * shape.groups;
  const int channels = shape.channels_per_group();
  const int filters = shape.filters_per_group();
  const int channel_steps = ceil_div(channels, mapping.q * mapping.r);
  const int channel_sets = ceil_div(channels, mapping.q);
  const auto over_filters = [&](const auto& function) {
    return sum_over(filters, mapping.p, function);
  };
  const double psum_words = over_filters([&](int p) { return work.psum_words(p); });
  const double iacts = windows * shape.R * channels * shape.S * work.issued_iacts();
  const double macs = static_cast<double>(shape.macs());
  const double of_nonzero = work.iact_density() / work.issued_iacts();

  const Count entries = count(macs * work.issued_iacts() * work.kept_weights());
  counters.macs_active = count(macs * work.iact_density() * work.kept_weights());
  counters.macs_gated = entries - counters.macs_active;
  counters.macs_skipped = count(macs) - entries;
  counters.pe_mac_cycles = count(iacts * over_filters([&](int p) { return work.iact_cycles(p); }));
  // Beside the MACs of the next window they are not counted.
  if (!architecture.pe.overlaps_accumulation) {
    counters.pe_accumulate_cycles =
        count(windows * shape.R * channel_sets *
              over_filters([&](int p) { return work.accumulate_cycles(p); }));
  }
  const Count slots = counters.pe_mac_cycles * static_cast<Count>(architecture.pe.macs_per_cycle);
  counters.idle_simd_slots = slots > entries ? slots - entries : 0;
  counters.psum_additions = count(windows * filters * channel_sets * shape.R);

  const double filter_sets = ceil_div(filters, mapping.p);
  counters.ifmap_spad.reads = count(iacts * filter_sets);
  counters.filter_spad.reads = count(static_cast<double>(counters.pe_mac_cycles) * of_nonzero);
  counters.psum_spad = {counters.macs_active, counters.macs_active};
  if (work.has_csc_iacts()) {
    counters.iact_address_spad.reads =
        count(windows * shape.R * channel_sets * filter_sets * (window_segments(shape) + 1));
  }
  if (work.has_csc_weights()) {
    counters.weight_address_spad.reads = count(iacts * filter_sets * of_nonzero);
  }

  counters.psum_in_network.words = count(windows * channel_steps * psum_words);
  counters.psum_in_network.deliveries = counters.psum_in_network.words;
  counters.psum_out_network = counters.psum_in_network;
  counters.local_links.words =
      count(windows * psum_words * (channel_sets * shape.R - channel_steps));
  counters.local_links.deliveries = counters.local_links.words;
  if (!architecture.noc.psum.reaches_all) {
    const double hops = sum_over(channel_sets, mapping.r, [&](int sets) {
      return (shape.R * sets - 1) / architecture.cluster.pe_rows;
    });
    counters.psum_hops = count(windows * psum_words * hops);
  }
  counters.glb_psum_read = count(windows * filters * (channel_steps - 1));
  counters.glb_psum_written = counters.glb_psum_read;
  counters.off_chip_ofmap_bits =
      count(windows * over_filters([&](int p) { return work.output_bits(p); }));
  counters.raw_words = count(windows * filters);
  return counters;
}

}  // namespace eyeriss::sim
