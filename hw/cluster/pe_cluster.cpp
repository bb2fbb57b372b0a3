// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/pe_cluster.h"

#include <string>

#include "hw/place_name.h"

namespace eyeriss::hw {

PeCluster::PeCluster(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                     const ClusterArchitecture& architecture, SourceHops hops)
    : sc_module(name) {
  const auto [rows, columns] = architecture.cluster;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const std::string pe = place_name("pe", row, rows, column, columns);
      pes_.push_back(std::make_unique<ClusterPe>(pe.c_str(), domain, architecture, hops));
    }
  }
}

}  // namespace eyeriss::hw
