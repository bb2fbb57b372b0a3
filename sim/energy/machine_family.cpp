// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

MachineFamily family_of(const hw::AnyArchitecture& architecture) {
  return std::holds_alternative<hw::ClusterArchitecture>(architecture) ? MachineFamily::kClusters
                                                                       : MachineFamily::kFlat;
}

std::string_view name_of(MachineFamily family) {
  return family == MachineFamily::kFlat ? "flat" : "clusters";
}

}  // namespace eyeriss::sim
