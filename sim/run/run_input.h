// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/run/input_options.h"
#include "sim/run/layer_mapping.h"

namespace eyeriss::sim {

/// A selected layer and the mapping that the user wants for it.
struct InputLayer {
  WorkloadLayer source;
  std::optional<GivenMapping> given;  ///< none: to be searched
};

/// What a run works on, read from its files.
struct RunInput {
  Machine machine;
  Workload workload;
  std::vector<InputLayer> layers;  ///< in workload order
};

/// Reads machine, workload and mapping file. Whether mappings are legal and what tensor files hold
/// is not checked; but on a machine of clusters the zeros in them decide about codings and
/// mappings, and so the files are read.
/// @throws InputError
RunInput read_run_input(const InputOptions& options);

}  // namespace eyeriss::sim
