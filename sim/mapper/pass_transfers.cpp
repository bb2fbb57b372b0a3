// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_transfers.h"

#include <algorithm>
#include <cstdint>

#include "sim/mapper/decoder_timing.h"
#include "sim/mapper/drain_timing.h"

namespace eyeriss::sim {
namespace {

double per_value(double amount, const TensorTraffic& tensor) {
  return amount / static_cast<double>(std::max<std::int64_t>(tensor.values, 1));
}

/// Per value. A stream may end before its last word is full.
double decoder_cycles(const TensorTraffic& tensor, hw::Coding coding, double zeros) {
  constexpr double kValuesPerCycle = 4;
  const double full = tensor.words * decoder_cycles_per_word(coding, zeros);
  const double all = tensor.words + static_cast<double>(tensor.values) / kValuesPerCycle;
  return per_value(std::min(full, all), tensor);
}

}  // namespace

PassTransfers::PassTransfers(const hw::Architecture& architecture, const hw::Layer& layer,
                             const ZeroFractions& zeros, const LinkTraffic& traffic)
    : architecture_(architecture),
      shape_(layer.shape),
      mapping_(layer.mapping),
      link_(architecture),
      filter_words_(per_value(traffic.filters.words, traffic.filters)),
      filter_cycles_(decoder_cycles(traffic.filters, layer.weights_coding, zeros.weights)),
      ifmap_words_(per_value(traffic.ifmaps.words, traffic.ifmaps)),
      ifmap_cycles_(decoder_cycles(traffic.ifmaps, layer.ifmap_coding, zeros.ifmap)),
      ofmap_words_(per_value(traffic.ofmaps.words, traffic.ofmaps)),
      all_words_(traffic.filters.words + traffic.ifmaps.words + traffic.ofmaps.words),
      values_per_strip_(static_cast<double>(traffic.ifmaps.values) /
                        static_cast<double>(traffic.ifmap_strips)) {}

noc::Cycle PassTransfers::filter_fill(const PassExtents& pass) const {
  const double values =
      static_cast<double>(pass.groups) * pass.filters * pass.channels * (shape_.R * shape_.S);
  return link_.fill(values * filter_words_, values * filter_cycles_);
}

noc::Cycle PassTransfers::ifmap_fill(const PassExtents& pass) const {
  const double strips = static_cast<double>(pass.groups) * pass.images * pass.channels;
  const double values = strips * values_per_strip_;
  return link_.fill(values * ifmap_words_, values * ifmap_cycles_);
}

noc::Cycle PassTransfers::ofmap_drain(const TileClass& tile) const {
  const int last_channels = tile.channel_steps - 1;
  noc::Cycle cycles = ofmap_drain(tile.pass(last_channels, tile.filter_steps - 1));
  if (tile.filter_steps > 1) {
    cycles += (tile.filter_steps - 1) * ofmap_drain(tile.pass(last_channels, 0));
  }
  return cycles;
}

noc::Cycle PassTransfers::ofmap_drain(const PassExtents& pass) const {
  const double planes = static_cast<double>(pass.groups) * pass.images * pass.filters;
  const double words = planes * pass.rows * pass.columns * ofmap_words_;
  const noc::Cycle reads = drain_cycles(architecture_, shape_, mapping_, pass);
  return link_.drain(words, static_cast<double>(reads));
}

}  // namespace eyeriss::sim
