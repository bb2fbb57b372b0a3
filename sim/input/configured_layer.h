// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// What the machine is configured with for a layer, its tensors coded as the layer says or else
/// the architecture.
hw::Layer configured_layer(const hw::Architecture& architecture, const WorkloadLayer& source,
                           const hw::Mapping& mapping);

}  // namespace eyeriss::sim
