// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/cycle.h"
#include "sim/mapper/link_traffic.h"

namespace eyeriss::sim {

/// Core cycles of a layer, in the terms of hw::LayerCounters.
struct LayerTimes {
  double processing = 0;
  double hold_filter = 0;
  double hold_ifmap = 0;
  double hold_ofmap = 0;
  double pe_mapped = 0;  ///< summed over PEs

  double total() const { return processing + hold_filter + hold_ifmap + hold_ofmap; }
};

/// How long a layer takes: its passes, each with the filters of the next one loading meanwhile
/// (PassTiming, FilterLoading), and between them what the controller waits for off chip
/// (LinkTiming). Passes that repeat under the same conditions are timed once.
/// @pre the layer's mapping is legal
LayerTimes layer_times(const hw::Architecture& architecture, const hw::Layer& layer,
                       const ZeroFractions& zeros, const LinkTraffic& traffic);

}  // namespace eyeriss::sim
