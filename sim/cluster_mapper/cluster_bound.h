// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/cluster_mapper/memory_rate.h"
#include "sim/cluster_mapper/pe_work.h"

namespace eyeriss::sim {

/// What no prediction of ClusterCost is below, for a fraction of the effort.
class ClusterBound {
 public:
  /// All parameters must outlive the object.
  ClusterBound(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
               const PeWork& work)
      : architecture_(architecture), shape_(shape), work_(work), memory_(architecture) {}

  /// Counts with the sets and chunks of a mapping (e, g, p, q, r, t): tiles are as large as the
  /// layer, and sources reach all clusters.
  hw::LayerCounters least(const hw::Mapping& mapping) const;

 private:
  struct Cycles {
    double passes;
    double pes;  ///< summed over PEs
  };

  Cycles least_cycles(const hw::Mapping& mapping) const;

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const PeWork& work_;
  const MemoryRate memory_;
};

}  // namespace eyeriss::sim
