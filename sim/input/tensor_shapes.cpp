// SPDX-License-Identifier: Apache-2.0
#include "sim/input/tensor_shapes.h"

namespace eyeriss::sim {

NpyShape ifmap_shape(const WorkloadLayer& layer) {
  const hw::LayerShape& s = layer.shape;
  return layer.op == Op::kGemm ? NpyShape{s.N, s.C} : NpyShape{s.N, s.C, s.H, s.W};
}

NpyShape weights_shape(const WorkloadLayer& layer) {
  const hw::LayerShape& s = layer.shape;
  return layer.op == Op::kGemm ? NpyShape{s.M, s.C}
                               : NpyShape{s.M, s.channels_per_group(), s.R, s.S};
}

NpyShape bias_shape(const WorkloadLayer& layer) { return {layer.shape.M}; }

NpyShape ofmap_shape(const WorkloadLayer& layer) {
  const hw::LayerShape& s = layer.shape;
  return layer.op == Op::kGemm ? NpyShape{s.N, s.M} : NpyShape{s.N, s.M, s.E(), s.F()};
}

}  // namespace eyeriss::sim
