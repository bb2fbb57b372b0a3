// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/eyexam/idling.h"
#include "sim/eyexam/parallel_work.h"

namespace eyeriss::sim {

/// Something that moves so much per cycle at most, and the cycles that it needs for what a layer
/// moved.
struct Resource {
  std::string name;  ///< "the ifmap network"
  bool is_plural;
  double cycles;  ///< no layer that moves as much is shorter
  bool is_off_chip;
  std::vector<Idling> waits;  ///< as which PEs feel it, off chip behind holds
};

/// All whose average bandwidth can keep PEs from their MACs, in core cycles: the on-chip networks
/// by data type, with one word per cycle and source; on machines of clusters also the PEs' inputs,
/// one word per cycle each; the off-chip link, and memory at its peak rate.
std::vector<Resource> resources(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                                const hw::LayerCounters& counters);

/// Cycles in which PEs add psums and do no MACs: of the PE that has most to do, or of a PE in the
/// mean where zeros are skipped. 0 where additions go on beside MACs.
double adding_cycles(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                     const ParallelWork& work, const hw::LayerCounters& counters);

/// What can go to or from memory, bytes per core cycle: the peak of link or memory, whichever is
/// less. None if it is unlimited.
std::optional<double> dram_bytes_per_cycle(const hw::AnyArchitecture& architecture);

/// What can go to or from the GLB, bytes per core cycle: a word on each network to and from it and,
/// to and from memory, one of 64 b; in clusters, which have a read and a write port per bank, a
/// word of its network in either.
double glb_bytes_per_cycle(const hw::AnyArchitecture& architecture);

}  // namespace eyeriss::sim
