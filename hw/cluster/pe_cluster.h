// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "hw/cluster/cluster_pe.h"
#include "hw/cluster_architecture.h"
#include "noc/clock_domain.h"

namespace eyeriss::hw {

/// The PEs of one cluster.
class PeCluster : public sc_core::sc_module {
 public:
  PeCluster(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
            const ClusterArchitecture& architecture, SourceHops hops);

  /// In row-major order, row 0 at the top.
  const std::vector<std::unique_ptr<ClusterPe>>& pes() const { return pes_; }

 private:
  std::vector<std::unique_ptr<ClusterPe>> pes_;
};

}  // namespace eyeriss::hw
