// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Sets a layer's fractions of zeros to what its tensor files hold; those of synthetic tensors
/// stay.
/// @pre the files are sound (see check_tensor_files)
/// @throws InputError
void measure_zeros(WorkloadLayer& layer);

}  // namespace eyeriss::sim
