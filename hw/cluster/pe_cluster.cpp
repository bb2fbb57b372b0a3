// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/pe_cluster.h"

#include "hw/indexed_name.h"

namespace eyeriss::hw {

PeCluster::PeCluster(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                     const ClusterArchitecture& architecture, SourceHops hops)
    : sc_module(name) {
  for (int row = 0; row < architecture.cluster.pe_rows; ++row) {
    for (int column = 0; column < architecture.cluster.pe_columns; ++column) {
      pes_.push_back(std::make_unique<ClusterPe>(indexed_name("pe", {row, column}).c_str(), domain,
                                                 architecture, hops));
    }
  }
}

}  // namespace eyeriss::hw
