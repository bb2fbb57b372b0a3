// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/run/layer_mapping.h"
#include "sim/run/options.h"
#include "sim/run/run_input.h"

namespace eyeriss::sim {

/// One selected layer, with a mapping that is known to be legal.
struct PlannedLayer {
  WorkloadLayer source;
  hw::Layer layer;
  MappingSource mapping_source;
};

/// What was searched to plan a run.
struct SearchEffort {
  int layers = 0;    ///< that needed a mapping
  int searches = 0;  ///< one for all layers that are alike
  double seconds = 0;
};

/// Everything a run works on, read and checked.
struct RunPlan {
  Machine machine;
  Workload workload;
  std::vector<PlannedLayer> layers;  ///< selected ones, in workload order
  SearchEffort search;
};

/// Reads what a run works on and checks all that can be wrong before a search: the mappings that
/// are given and the tensor files, both of the selected layers.
/// @throws InputError
RunInput read_checked_input(const Options& options);

/// Searches the mappings that are missing. Shows on a terminal how far that is, unless
/// `options.quiet`.
/// @throws InputError for a layer without a legal mapping, or too large for the memory
RunPlan make_plan(RunInput input, const Options& options);

}  // namespace eyeriss::sim
