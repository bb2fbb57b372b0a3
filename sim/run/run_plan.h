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

/// Reads architecture and workload, and checks mappings and tensor files of the selected layers.
/// @throws InputError
RunPlan make_plan(const Options& options);

}  // namespace eyeriss::sim
