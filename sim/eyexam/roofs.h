// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/any_architecture.h"
#include "hw/layer_counters.h"
#include "sim/eyexam/eyexam.h"

namespace eyeriss::sim {

/// The roofline model of a simulated layer: the bytes of `accesses.dram`, dram_bytes_per_cycle().
/// @param macs those to do
/// @param peak MACs per cycle of all PEs
Eyexam::Roof dram_roof(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
                       std::int64_t macs, double peak);

/// The same of the bytes of `accesses.glb`, glb_bytes_per_cycle().
Eyexam::Roof glb_roof(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
                      std::int64_t macs, double peak);

}  // namespace eyeriss::sim
