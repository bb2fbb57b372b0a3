// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// Fractions of zeros in a layer's tensors, padding apart: all that costs depend on of their
/// values.
struct ZeroFractions {
  double ifmap = 0;
  double weights = 0;
  double ofmap = 0;
};

}  // namespace eyeriss::sim
