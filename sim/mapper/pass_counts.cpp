// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_counts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "hw/ceil_div.h"

namespace eyeriss::sim {
namespace {

using Count = hw::LayerCounters::Count;

Count count(std::int64_t value) { return static_cast<Count>(value); }

/// Ifmap rows (columns) of a tile that any of its `windows` uses.
Count used(int windows, int stride, int kernel) {
  return count(kernel) + count(windows - 1) * count(std::min(stride, kernel));
}

/// Pairs of window and kernel position, along one dimension, that do not meet padding.
std::int64_t pairs_off_padding(int windows, int stride, int kernel, int pad, int extent) {
  std::int64_t pairs = 0;
  for (int window = 0; window < windows; ++window) {
    const int first = window * stride - pad;
    pairs += std::max(0, std::min(first + kernel, extent) - std::max(first, 0));
  }
  return pairs;
}

/// MACs whose ifmap value is not padding.
std::int64_t macs_off_padding(const hw::LayerShape& s) {
  return std::int64_t{s.N} * s.M * s.channels_per_group() *
         pairs_off_padding(s.E(), s.stride_h, s.R, s.pad_top, s.H) *
         pairs_off_padding(s.F(), s.stride_w, s.S, s.pad_left, s.W);
}

/// What one pass adds.
class PassCounter {
 public:
  PassCounter(const hw::Architecture& architecture, const hw::Layer& layer)
      : architecture_(architecture), layer_(layer), shape_(layer.shape), mapping_(layer.mapping) {}

  void add(const PassClass& passes, hw::LayerCounters& c) const {
    const PassExtents& pass = passes.extents;
    const Count times = count(passes.count);
    const Count groups = count(pass.groups);
    const Count channels = count(pass.channels);
    const Count filters = count(pass.filters);
    const Count kernel = count(shape_.R);
    const Count windows = count(pass.images) * count(pass.columns);
    const Count outputs = groups * windows * count(pass.rows) * filters;
    const Count channel_sets = ceil_div(channels, count(mapping_.q));
    const Count filter_sets = ceil_div(filters, count(mapping_.p));
    const Count depth = channel_sets * kernel;  // PEs of a column

    c.passes += times;
    c.active_pes = std::max(c.active_pes, groups * filter_sets * count(pass.rows) * depth);

    const Count slices = count(pass.images) * used(pass.columns, shape_.stride_w, shape_.S);
    const Count ifmap_words =
        slices * groups * channels * used(pass.rows, shape_.stride_h, shape_.R);
    c.ifmap_network.words += times * ifmap_words;
    c.ifmap_network.deliveries +=
        times * slices * groups * channels * kernel * count(pass.rows) * filter_sets;

    const Count psum_words = groups * windows * count(pass.rows) * psum_packets(pass.filters);
    c.psum_in_network.words += times * psum_words;
    c.local_links.words += times * psum_words * (depth - 1);

    const Count filter_words = times * filter_network_words(architecture_, layer_, pass);
    c.filter_network.words += filter_words;
    c.filter_network.deliveries += filter_words * count(pass.rows);

    c.glb_ifmap_read += times * ifmap_words;
    c.glb_filter_read += times * groups * filters * channels * kernel * count(shape_.S);
    c.glb_psum_read += times * outputs;
    c.filter_spad.writes +=
        times * groups * filters * channels * kernel * count(shape_.S) * count(pass.rows);
    c.psum_additions += times * outputs * depth;
  }

 private:
  /// Words of the psum network for one position of an ofmap row.
  Count psum_packets(int filters) const {
    Count packets = 0;
    for (const Part& chunk : Parts(filters, mapping_.p))
      packets +=
          count(chunk.count) * ceil_div(count(chunk.extent), count(architecture_.psums_per_word()));
    return packets;
  }

  const hw::Architecture& architecture_;
  const hw::Layer& layer_;
  const hw::LayerShape& shape_;
  const hw::Mapping& mapping_;
};

}  // namespace

Count filter_network_words(const hw::Architecture& architecture, const hw::Layer& layer,
                           const PassExtents& pass) {
  Count packets = 0;
  for (const Part& filters : Parts(pass.filters, layer.mapping.p)) {
    for (const Part& channels : Parts(pass.channels, layer.mapping.q)) {
      const Count words = count(filters.extent) * count(channels.extent) * count(layer.shape.S);
      packets += count(pass.groups * filters.count * channels.count) * count(layer.shape.R) *
                 ceil_div(words, count(architecture.filters_per_word()));
    }
  }
  return packets;
}

hw::LayerCounters count_passes(const hw::Architecture& architecture, const hw::Layer& layer,
                               const PassClasses& classes, const ZeroFractions& zeros) {
  hw::LayerCounters c;
  const PassCounter counter(architecture, layer);
  for (const PassClass& passes : classes.passes) counter.add(passes, c);

  // What goes in comes out, and all that is delivered ends in a spad.
  c.psum_in_network.deliveries = c.psum_in_network.words;
  c.psum_out_network = c.psum_in_network;
  c.local_links.deliveries = c.local_links.words;
  c.glb_psum_written = c.glb_psum_read;
  c.glb_filter_filled = c.glb_filter_read;
  c.ifmap_spad.writes = c.ifmap_network.deliveries;

  const std::int64_t macs = layer.shape.macs();
  const auto off_padding = static_cast<double>(macs_off_padding(layer.shape));
  c.macs_active = count(std::llround(off_padding * (1 - zeros.ifmap)));
  c.macs_gated = count(macs) - c.macs_active;
  c.pe_mac_cycles = count(macs);
  c.pe_accumulate_cycles = c.psum_additions;
  c.ifmap_spad.reads = count(macs);
  c.filter_spad.reads = c.macs_active;
  c.psum_spad.reads = c.macs_active + c.psum_additions;
  c.psum_spad.writes = c.macs_active;
  return c;
}

}  // namespace eyeriss::sim
