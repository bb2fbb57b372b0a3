// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/layer_counters.h"
#include "sim/input/machine.h"

namespace eyeriss::sim {

/// Mean number of PEs that issue a MAC or add a psum in the cycles between two states of a layer's
/// counters.
double active_pes(const hw::LayerCounters& before, const hw::LayerCounters& after);

/// Power in mW of what takes so much energy in so many core cycles; none where energies are
/// multiples of a MAC's.
std::optional<double> power_mw(const Machine& machine, double energy, std::int64_t cycles);

}  // namespace eyeriss::sim
