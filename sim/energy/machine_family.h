// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "hw/any_architecture.h"

namespace eyeriss::sim {

/// What counts and energies are made for.
enum class MachineFamily {
  kFlat,     ///< flat buses and 16 b (hw::Architecture)
  kClusters  ///< clusters and 8 b (hw::ClusterArchitecture)
};

MachineFamily family_of(const hw::AnyArchitecture& architecture);

/// `flat` or `clusters`
std::string_view name_of(MachineFamily family);

}  // namespace eyeriss::sim
