// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"

namespace eyeriss::sim {

/// Bits of one word of each network and of one entry of each spad of a machine of clusters, whose
/// values have 8 b and, in CSC data, counts of 4 b.
struct ClusterWidths {
  int iact_word;
  int weight_word;
  int psum_word;
  int iact_entry;
  int iact_address;
  int weight_entry;  ///< the weights of one cycle
  int weight_address;

  explicit ClusterWidths(const hw::ClusterArchitecture& architecture);
};

}  // namespace eyeriss::sim
