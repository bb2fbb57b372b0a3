// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/input/npy.h"
#include "sim/input/workload.h"

namespace eyeriss::sim {

// Shapes of a layer's tensors as files hold them.

NpyShape ifmap_shape(const WorkloadLayer& layer);    ///< [N,C,H,W], of a Gemm [N*rows,K]
NpyShape weights_shape(const WorkloadLayer& layer);  ///< [M,C/group,R,S], of a Gemm [M,K]
NpyShape bias_shape(const WorkloadLayer& layer);     ///< [M]
NpyShape ofmap_shape(const WorkloadLayer& layer);    ///< [N,M,E,F], of a Gemm [N*rows,M]

}  // namespace eyeriss::sim
