// SPDX-License-Identifier: Apache-2.0
#include "sim/input/measured_zeros.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/input/npy.h"
#include "sim/input/tensor_shapes.h"

namespace eyeriss::sim {

void measure_zeros(WorkloadLayer& layer) {
  const auto measure = [](TensorSpec& spec, const NpyShape& shape) {
    if (!spec.file) return;
    const std::vector<std::int16_t> values = read_npy_int16(*spec.file, shape);
    const auto zeros = std::ranges::count(values, 0);
    spec.zeros = static_cast<double>(zeros) / static_cast<double>(values.size());
  };
  measure(layer.ifmap, ifmap_shape(layer));
  measure(layer.weights, weights_shape(layer));
}

}  // namespace eyeriss::sim
