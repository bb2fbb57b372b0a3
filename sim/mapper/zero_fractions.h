// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/input/workload.h"

namespace eyeriss::sim {

/// Fractions of zeros in a layer's tensors, padding apart: all that costs depend on of their
/// values.
struct ZeroFractions {
  double ifmap = 0;
  double weights = 0;
  double ofmap = 0;
};

/// What a layer is expected to have: half of the outputs zero after a ReLU whose bias nobody chose.
ZeroFractions zero_fractions(const WorkloadLayer& layer);

}  // namespace eyeriss::sim
