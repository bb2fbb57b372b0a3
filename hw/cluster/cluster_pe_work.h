// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/pe/cluster_pe_pass.h"

namespace eyeriss::hw {

/// What one PE does in the passes of one shape.
struct ClusterPeWork {
  ClusterPePass pass;
  bool works = false;    ///< else the passes leave it without work
  bool is_head = false;  ///< psums leave to a router, not to the next PE of the chain
  int psum_hops = 0;     ///< links between clusters that psums take to the next PE
  int psum_detour = 0;   ///< idle PEs that they pass on their way to a router, a cycle each
};

}  // namespace eyeriss::hw
