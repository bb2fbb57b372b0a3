// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::test {

/// A small layer of random kind with tensors and a legal mapping, on a machine of clusters.
struct RandomClusterLayer {
  hw::ClusterArchitecture architecture;
  hw::Layer layer;
  hw::LayerTensors tensors;
  std::string description;  ///< machine, layer and mapping, for messages
};

/// On which machines.
enum class ClusterMachines {
  kPresets,  ///< eyeriss-v2, eyeriss-v1.5 and eyeriss-v1-192 by turns, with their memory
  kAny       ///< every other one small and of random sizes; with random memories
};

/// Conv, depthwise, pointwise, groups or Gemm; strides 1 to 4, also different and wider than the
/// kernel; asymmetric padding; batch 1 to 3; sparse and dense tensors, columns of weights and
/// segments of iacts that are all zero, extreme values, int8 and uint8; codings that the PEs take;
/// modes that the links allow; bias, ReLU, output_shift. Every other mapping is spread over as
/// many PEs as there are. At most half a million MACs.
RandomClusterLayer random_cluster_layer(std::uint64_t seed, ClusterMachines machines);

}  // namespace eyeriss::test
