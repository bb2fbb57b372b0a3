// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/run/options.h"

namespace eyeriss::sim {

/// One selected layer, with a mapping that is known to be legal.
struct PlannedLayer {
  WorkloadLayer source;
  hw::Layer layer;
  bool mapping_given;  ///< by the workload; else found by the simple mapper
};

/// Everything a run works on, read and checked.
struct RunPlan {
  hw::Architecture architecture;
  EnergyTable energy;
  Workload workload;
  std::vector<PlannedLayer> layers;  ///< selected ones, in workload order
};

/// What the machine is configured with for a layer, its tensors coded as the layer says or else
/// the architecture.
hw::Layer configured_layer(const hw::Architecture& architecture, const WorkloadLayer& source,
                           const hw::Mapping& mapping);

/// Reads architecture and workload, and checks mappings and tensor files of the selected layers.
/// @throws InputError
RunPlan make_plan(const Options& options);

}  // namespace eyeriss::sim
