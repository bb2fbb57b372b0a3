// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"

namespace eyeriss::sim {

/// What memory lets through at best, in core cycles.
struct MemoryRate {
  double cycles_per_bit;  ///< 0: unlimited
  double latency;         ///< of the first data

  explicit MemoryRate(const hw::ClusterArchitecture& architecture)
      : MemoryRate(architecture.dram, architecture.core_clock_mhz) {}
  MemoryRate(const hw::DramConfig& dram, double core_clock_mhz);
};

}  // namespace eyeriss::sim
