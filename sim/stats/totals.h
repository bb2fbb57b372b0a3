// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "sim/input/machine.h"

namespace eyeriss::sim {

/// Sums the statistics of layers (see layer_statistics and energy_statistics): counts, cycles,
/// latencies and energies are added up, fractions of zeros weighted by MACs, active PEs by
/// processing latency; utilisation is that of all MACs in all processing cycles. `layers` tells of
/// how many layers; other keys are absent if there is none.
/// @param batch images that the layers worked on, for `inferences_per_s` and `inferences_per_j`
nlohmann::ordered_json totals(const Machine& machine, int batch,
                              const std::vector<nlohmann::ordered_json>& layers);

}  // namespace eyeriss::sim
