// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "hw/architecture.h"
#include "hw/cluster_architecture.h"

namespace eyeriss::hw {

/// A machine of one of the two families: flat buses and 16 b, or clusters and 8 b.
using AnyArchitecture = std::variant<Architecture, ClusterArchitecture>;

}  // namespace eyeriss::hw
