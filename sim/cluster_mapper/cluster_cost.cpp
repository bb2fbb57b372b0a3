// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_cost.h"

#include <algorithm>
#include <cmath>

#include "hw/ceil_div.h"
#include "sim/cluster_mapper/cluster_arithmetic.h"
#include "sim/cluster_mapper/cluster_storage.h"
#include "sim/cluster_mapper/parts_sum.h"
#include "sim/cluster_mapper/unpadded.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {
namespace {

using Count = hw::LayerCounters::Count;

Count count(double value) { return static_cast<Count>(std::llround(value)); }

}  // namespace

/// What of the mapping and the sets a pass works with.
struct ClusterCost::Pass {
  const hw::Mapping& mapping;
  PassExtents extents;
  int filter_sets;
  int channel_sets;
  StreamCounts iacts;
  StreamCounts weights;
  std::int64_t chains;  ///< of the busiest psum router
  double unpadded;      ///< fraction of the ifmaps' tiles
  int tile_passes;      ///< between two passes that work on the same psums; 0: there are none

  int p() const { return std::min(mapping.p, extents.filters); }  ///< of the first PEs
  int q() const { return std::min(mapping.q, extents.channels); }
  int p_of(bool is_last_set) const {
    return is_last_set ? extents.filters - (filter_sets - 1) * mapping.p : mapping.p;
  }
  int q_of(bool is_last_set) const {
    return is_last_set ? extents.channels - (channel_sets - 1) * mapping.q : mapping.q;
  }
  int windows() const { return extents.images * extents.columns; }

  // Sums over the streams of the busiest router. As many of them as can be are of full sets.
  template <typename Function>
  double of_busiest_iacts(const Function& of_q) const {
    const std::int64_t full = std::min(iacts.busiest, iacts.of_channels(false).streams);
    return sum_of(full, [&] { return of_q(q_of(false)); }) +
           sum_of(iacts.busiest - full, [&] { return of_q(q_of(true)); });
  }
  template <typename Function>
  double of_busiest_weights(const Function& of_p_q) const {
    double sum = 0;
    std::int64_t rest = weights.busiest;
    for (const bool is_last_filters : {false, true}) {
      for (const bool is_last_channels : {false, true}) {
        const std::int64_t blocks =
            std::min(rest, weights.sums[is_last_filters][is_last_channels].streams);
        sum +=
            sum_of(blocks, [&] { return of_p_q(p_of(is_last_filters), q_of(is_last_channels)); });
        rest -= blocks;
      }
    }
    return sum;
  }
  /// Of so many alike; those of which there are none have no size.
  template <typename Function>
  static double sum_of(std::int64_t streams, const Function& of_each) {
    return streams > 0 ? static_cast<double>(streams) * of_each() : 0;
  }
};

/// Of passes. Words and bits as in hw::LayerCounters.
struct ClusterCost::Sums {
  double passes = 0;
  double cycles = 0;
  double pe_cycles = 0;
  double active_pes = 0;
  double iact_words = 0;
  double iact_deliveries = 0;
  double iact_hops = 0;
  double iact_entries = 0;
  double iact_segments = 0;
  double fill_words = 0;
  double fill_bits = 0;
  double weight_words = 0;
  double weight_deliveries = 0;
  double weight_hops = 0;
  double weight_bits = 0;
  double weight_columns = 0;
  double weight_spad_words = 0;
  double raw_values = 0;
};

ClusterCost::ClusterCost(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
                         const PeWork& work)
    : architecture_(architecture), shape_(shape), work_(work), memory_(architecture) {}

double ClusterCost::ripple(int chain_length, int p) const {
  const int macs = architecture_.pe.macs_per_cycle;
  const int word = ceil_div(std::min(p, architecture_.noc.psum.values), macs);
  return static_cast<double>(chain_length) * (word + architecture_.pe.mac_stages - 1) + 2;
}

hw::LayerCounters ClusterCost::predict(const hw::Mapping& mapping, StreamCounter& streams,
                                       bool is_quick) const {
  hw::LayerCounters counters = count_arithmetic(architecture_, shape_, mapping, work_);
  const PassClasses classes(shape_, mapping);
  const bool tiles_share = filter_tiles_share_iacts(shape_, mapping);
  const double inside =
      unpadded(shape_.E(), mapping.e, shape_.R, shape_.stride_h, shape_.pad_top, shape_.H) *
      unpadded(shape_.F(), mapping.f, shape_.S, shape_.stride_w, shape_.pad_left, shape_.W);
  Sums sums;
  for (const TileClass& tile : classes.tiles) {
    const Part channel_parts[] = {{0, tile.channel_steps - 1}, {tile.channel_steps - 1, 1}};
    const Part filter_parts[] = {{0, tile.filter_steps - 1}, {tile.filter_steps - 1, 1}};
    for (const Part& channels : channel_parts) {
      for (const Part& filters : filter_parts) {
        const auto passes = static_cast<double>(tile.count * channels.count * filters.count);
        if (passes == 0) continue;
        const PassExtents extents = tile.pass(channels.extent, filters.extent);
        const StreamCounter::Sets sets{extents.groups, ceil_div(extents.filters, mapping.p),
                                       extents.rows, ceil_div(extents.channels, mapping.q)};
        const StreamCounter::Sets counted = is_quick ? streams.all_sets() : sets;
        const Pass pass{.mapping = mapping,
                        .extents = extents,
                        .filter_sets = sets.filter_sets,
                        .channel_sets = sets.channel_sets,
                        .iacts = streams.iacts(mapping.ifmap_mode, counted),
                        .weights = streams.weights(mapping.filter_mode, counted),
                        .chains = streams.chains(counted),
                        .unpadded = inside,
                        .tile_passes = tile.channel_steps > 1 ? tile.filter_steps : 0};
        add_pass(pass, passes, sums);
        // The first pass of a channel step fills for all.
        if (filters.extent > 0) continue;
        const double fills = static_cast<double>(tile.count * channels.count);
        if (!tiles_share) {
          add_fill(pass, fills, sums);
        } else if (tile.filters(mapping) == mapping.m) {
          add_fill(pass, fills / (shape_.filters_per_group() / mapping.m), sums);
        }
      }
    }
  }

  counters.passes = count(sums.passes);
  counters.active_pes = count(sums.active_pes);
  counters.ifmap_network = {count(sums.iact_words), count(sums.iact_deliveries)};
  counters.filter_network = {count(sums.weight_words), count(sums.weight_deliveries)};
  counters.iact_hops = count(sums.iact_hops);
  counters.weight_hops = count(sums.weight_hops);
  counters.ifmap_spad.writes = count(sums.iact_entries);
  counters.filter_spad.writes = count(sums.weight_spad_words);
  if (work_.has_csc_iacts()) counters.iact_address_spad.writes = count(sums.iact_segments);
  if (work_.has_csc_weights()) counters.weight_address_spad.writes = count(sums.weight_columns);
  counters.glb_ifmap_read = counters.ifmap_network.words;
  counters.glb_ifmap_filled = count(sums.fill_words);
  counters.off_chip_ifmap_bits = count(sums.fill_bits);
  counters.off_chip_filter_bits = count(sums.weight_bits);
  counters.raw_words += count(sums.raw_values);
  const double bits =
      sums.fill_bits + sums.weight_bits + static_cast<double>(counters.off_chip_ofmap_bits);
  const double cycles = std::max(sums.cycles, bits * memory_.cycles_per_bit) + memory_.latency +
                        ripple(shape_.R * mapping.r, mapping.p);
  counters.total_cycles = static_cast<noc::Cycle>(std::llround(cycles));
  counters.pe_mapped_cycles = static_cast<noc::Cycle>(std::llround(sums.pe_cycles));
  return counters;
}

void ClusterCost::add_pass(const Pass& pass, double passes, Sums& sums) const {
  const hw::Mapping& mapping = pass.mapping;
  const PassExtents& its = pass.extents;
  const int images = its.images;
  const auto over_channels = [&](const auto& function) {
    return sum_over(its.channels, mapping.q, function);
  };
  const auto over_blocks = [&](const auto& function) {
    return sum_over(its.filters, mapping.p,
                    [&](int p) { return over_channels([&](int q) { return function(p, q); }); });
  };
  const double pe_rows = static_cast<double>(its.groups) * its.rows * shape_.R;
  const double pes = pe_rows * pass.filter_sets * pass.channel_sets;
  const double cycles = pass_cycles(pass);
  sums.passes += passes;
  sums.cycles += passes * cycles;
  sums.pe_cycles += passes * pes * cycles;
  sums.active_pes = std::max(sums.active_pes, pes);

  for (const bool is_last : {false, true}) {
    const StreamCounts::Sum iacts = pass.iacts.of_channels(is_last);
    if (iacts.streams == 0) continue;
    const double words = passes * images * work_.row_words(pass.q_of(is_last), its.columns);
    sums.iact_words += static_cast<double>(iacts.streams) * words;
    sums.iact_hops += static_cast<double>(iacts.links) * words;
  }
  sums.iact_deliveries += passes * pe_rows * pass.filter_sets * images *
                          over_channels([&](int q) { return work_.row_words(q, its.columns); });
  sums.iact_entries += passes * pe_rows * pass.filter_sets * images * over_channels([&](int q) {
                         return work_.row_entries(q, its.columns, pass.unpadded);
                       });
  sums.iact_segments += passes * pes * images * work_.row_segments(its.columns);

  for (const bool is_last_filters : {false, true}) {
    for (const bool is_last_channels : {false, true}) {
      const StreamCounts::Sum& weights = pass.weights.sums[is_last_filters][is_last_channels];
      if (weights.streams == 0) continue;
      const int p = pass.p_of(is_last_filters);
      const int q = pass.q_of(is_last_channels);
      const double words = passes * work_.weight_words(p, q);
      const auto blocks = static_cast<double>(weights.streams);
      sums.weight_words += blocks * words;
      sums.weight_hops += static_cast<double>(weights.links) * words;
      sums.weight_bits += passes * blocks * work_.weight_bits(p, q);
      sums.raw_values += passes * blocks * p * q * shape_.S;
    }
  }
  sums.weight_deliveries +=
      passes * pe_rows * over_blocks([&](int p, int q) { return work_.weight_words(p, q); });
  sums.weight_columns += passes * pe_rows * pass.filter_sets * its.channels * shape_.S;
  sums.weight_spad_words +=
      passes * pe_rows * over_blocks([&](int p, int q) { return work_.weight_spad_words(p, q); });
}

void ClusterCost::add_fill(const Pass& pass, double fills, Sums& sums) const {
  const int columns = pass.extents.columns;
  for (const bool is_last : {false, true}) {
    const double rows =
        fills * pass.extents.images * static_cast<double>(pass.iacts.of_channels(is_last).streams);
    if (rows == 0) continue;
    const int q = pass.q_of(is_last);
    sums.fill_words += rows * work_.row_words(q, columns);
    sums.fill_bits += rows * work_.row_bits(q, columns, pass.unpadded);
    sums.raw_values += rows * work_.row_values(q, columns) * pass.unpadded;
  }
}

/// From the first weight of a chain to the last, of a router that serves as many of its PEs as any.
double ClusterCost::chain_load_cycles(const Pass& pass) const {
  const int p = pass.p();
  const int pes = std::min(shape_.R * pass.channel_sets, architecture_.cluster.pe_rows);
  const int before = ceil_div(pes, architecture_.noc.weight.routers) - 1;
  const int full = std::min(before, shape_.R * (pass.channel_sets - 1));
  return full * work_.send_cycles(p, pass.q()) +
         (before - full) * work_.send_cycles(p, pass.q_of(true)) + work_.load_cycles(p, pass.q());
}

double ClusterCost::pass_cycles(const Pass& pass) const {
  const auto& pe = architecture_.pe;
  const int p = pass.p();
  const int q = pass.q();
  const int length = shape_.R * pass.channel_sets;
  const int windows = pass.windows();
  const auto iact_streams = static_cast<double>(pass.iacts.busiest);

  const double macs = work_.slow_mac_cycles(p, q, length);
  const double additions = work_.accumulate_cycles(p);
  // Iacts that have no room before the MACs end come meanwhile; those of a router's further streams
  // wait for those of the first, as far as FIFOs do not take them.
  const auto refill = [&](double words) {
    return words + 1 + pe.iact_fetch_stages + pe.weight_fetch_stages +
           (iact_streams - 1) * std::max(0.0, words - pe.iact_fifo_words);
  };
  const double segment = work_.segment_words(q);
  const double first = work_.first_window_words(q);
  const double next_iacts = work_.has_room_ahead(q) ? 0 : refill(segment);
  const double chain_weights = chain_load_cycles(pass) + pe.weight_fetch_stages + 1;
  const double psums = static_cast<double>(pass.chains) * work_.psum_words(p);

  const bool overlaps = work_.overlaps(p);
  const auto from_macs = [&](double next) {
    return overlaps ? std::max(macs + next, additions) : macs + std::max(next, additions);
  };

  const double segments =
      pass.of_busiest_iacts([&](int its_q) { return work_.segment_words(its_q); });
  const double first_segments =
      pass.of_busiest_iacts([&](int its_q) { return work_.first_window_words(its_q); });
  const double window = std::max({from_macs(next_iacts), segments, psums});
  const double row_start = std::max({from_macs(refill(first)), first_segments, psums});
  const double pass_start = std::max(row_start, from_macs(chain_weights));
  const double of_windows =
      (windows - pass.extents.images) * window + (pass.extents.images - 1) * row_start + pass_start;
  const double of_weights = pass.of_busiest_weights([&](int its_p, int its_q) {
    return work_.send_cycles(its_p, its_q);
  }) + (windows - 1) * window;
  const double iacts = pass.extents.images * pass.of_busiest_iacts([&](int its_q) {
    return work_.row_words(its_q, pass.extents.columns);
  });
  // A window's psums have to come back before they are read again.
  const double of_psums =
      pass.tile_passes > 0 ? (ripple(length, p) + additions) / pass.tile_passes : 0;
  return std::max({of_windows, of_weights, iacts, of_psums});
}

}  // namespace eyeriss::sim
