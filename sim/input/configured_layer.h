// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

/// What the machine is configured with for a layer, its tensors coded as the layer says or else
/// the architecture. Of the shifts and the type of outputs it gets what its family uses. Weights
/// that travel raw or as CSC data, whichever is faster, are judged by `source.weights.zeros`.
hw::Layer configured_layer(const hw::AnyArchitecture& architecture, const WorkloadLayer& source,
                           const hw::Mapping& mapping);

/// Asks whether the machine knows the codings that the layer itself asks for.
/// @throws InputError if not
void check_codings(const hw::AnyArchitecture& architecture, const Workload& workload,
                   const WorkloadLayer& source);

}  // namespace eyeriss::sim
