// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "hw/layer_counters.h"
#include "sim/input/machine.h"

namespace eyeriss::sim {

/// A layer's `energy_pj` by component, in total for the chip (`chip_total`) and apart from that for
/// `dram`; and `power_mw`, chip energy over total latency. With a table in multiples of a MAC's
/// energy, `energy_unit` is `MAC` instead of `pJ`, `energy_pj` holds those multiples, and the power
/// is null.
nlohmann::ordered_json energy_statistics(const Machine& machine, const hw::LayerCounters& counters);

/// A layer's `energy_actions`: how often each action of the table happened, by component, so that
/// another table can be applied to a run afterwards. Those of the core take the table's energy
/// times the square of the core voltage over the table's.
nlohmann::ordered_json action_statistics(const Machine& machine, const hw::LayerCounters& counters);

/// The same of several layers together, and `inferences_per_j` and `gops_per_w`, both by the
/// chip's energy; a MAC is two operations.
/// @param batch inferences that the layers worked on
/// @param layers statistics of layers, with their `macs`, `latency_ms` and what is above
/// @pre there is a layer
nlohmann::ordered_json energy_totals(int batch, const std::vector<nlohmann::ordered_json>& layers);

}  // namespace eyeriss::sim
