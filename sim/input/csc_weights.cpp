// SPDX-License-Identifier: Apache-2.0
#include "sim/input/csc_weights.h"

#include "sim/input/tensors.h"

namespace eyeriss::sim {

std::vector<std::int16_t> csc_weights(const Workload& workload, const WorkloadLayer& source,
                                      const hw::Layer& layer, std::uint64_t seed) {
  if (layer.weights_coding != hw::Coding::kCsc) return {};
  return make_weights(workload, source, MachineFamily::kClusters, seed);
}

}  // namespace eyeriss::sim
