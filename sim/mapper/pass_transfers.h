// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/cycle.h"
#include "sim/mapper/link_timing.h"
#include "sim/mapper/link_traffic.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {

/// Core cycles that the transfers of single passes take. Words of a tensor are shared out among
/// passes by the values that each moves.
class PassTransfers {
 public:
  PassTransfers(const hw::Architecture& architecture, const hw::Layer& layer,
                const ZeroFractions& zeros, const LinkTraffic& traffic);

  noc::Cycle filter_fill(const PassExtents& pass) const;
  /// Strips of all planes are taken to be of the same size.
  noc::Cycle ifmap_fill(const PassExtents& pass) const;
  /// In which the link carries all words of the layer.
  double link_cycles() const { return link_.carry(all_words_); }
  /// Of all passes that complete a tile's psums.
  noc::Cycle ofmap_drain(const TileClass& tile) const;

 private:
  noc::Cycle ofmap_drain(const PassExtents& pass) const;

  const hw::Architecture& architecture_;
  const hw::LayerShape& shape_;
  const hw::Mapping& mapping_;
  LinkTiming link_;
  // Per value:
  double filter_words_;
  double filter_cycles_;
  double ifmap_words_;
  double ifmap_cycles_;
  double ofmap_words_;

  double all_words_;
  double values_per_strip_;  ///< of one ifmap plane
};

}  // namespace eyeriss::sim
