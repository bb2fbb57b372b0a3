// SPDX-License-Identifier: Apache-2.0
#include "sim/input/tensors.h"

#include <fmt/format.h>

#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "sim/input/bias_choice.h"
#include "sim/input/input_error.h"
#include "sim/input/npy.h"
#include "sim/input/synthetic.h"
#include "sim/input/tensor_shapes.h"

namespace eyeriss::sim {
namespace {

std::size_t elements(const NpyShape& shape) {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

/// Runs `read` and adds to its errors where the workload names the file.
template <typename Read>
auto in_context(const Workload& workload, const WorkloadLayer& layer, const char* tensor,
                const Read& read) {
  try {
    return read();
  } catch (const InputError& error) {
    throw InputError(workload.file.string(), fmt::format("{}.{}.file", layer.path, tensor),
                     error.file() + ": " + error.problem(), error.allowed());
  }
}

/// A bias may be stored in 32 b but has to fit a psum.
std::vector<std::int16_t> read_bias(const std::filesystem::path& file, const NpyShape& shape) {
  using Limits = std::numeric_limits<std::int16_t>;
  const std::vector<std::int32_t> wide = read_npy_int32(file, shape);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (wide[i] < Limits::min() || wide[i] > Limits::max()) {
      throw InputError(file.string(), "",
                       fmt::format("element {} is {}, which is no 16 b psum", i, wide[i]),
                       fmt::format("{} to {}", Limits::min(), Limits::max()));
    }
  }
  return {wide.begin(), wide.end()};
}

}  // namespace

TensorSet make_tensors(const Workload& workload, const WorkloadLayer& layer, std::uint64_t seed) {
  const auto make = [&](const char* name, const TensorSpec& spec, const NpyShape& shape,
                        const auto& synthesise, const auto& read) {
    if (!spec.file) {
      return synthesise(elements(shape), spec.zeros, tensor_generator(seed, layer.name, name));
    }
    return in_context(workload, layer, name, [&] { return read(*spec.file, shape); });
  };
  TensorSet set;
  hw::LayerTensors& values = set.values;
  values.ifmap = make("ifmap", layer.ifmap, ifmap_shape(layer), synthetic_ifmap, read_npy_int16);
  values.weights =
      make("weights", layer.weights, weights_shape(layer), synthetic_weights, read_npy_int16);
  if (layer.bias) {
    values.bias = make("bias", *layer.bias, bias_shape(layer), synthetic_weights, read_bias);
  } else if (layer.ofmap_zeros) {
    set.chosen_bias = choose_bias(layer.shape, layer.product_shift, values, *layer.ofmap_zeros,
                                  tensor_generator(seed, layer.name, "ofmap"));
  }
  if (values.bias.empty()) {
    values.bias.assign(static_cast<std::size_t>(layer.shape.M), set.chosen_bias.value_or(0));
  }
  return set;
}

void check_tensor_files(const Workload& workload, const WorkloadLayer& layer) {
  const auto check = [&](const char* name, const TensorSpec& spec, const NpyShape& shape) {
    if (!spec.file) return;
    in_context(workload, layer, name, [&] { check_npy(*spec.file, shape, NpyWidest::kInt16); });
  };
  check("ifmap", layer.ifmap, ifmap_shape(layer));
  check("weights", layer.weights, weights_shape(layer));
  if (layer.bias && layer.bias->file) {
    in_context(workload, layer, "bias",
               [&] { return read_bias(*layer.bias->file, bias_shape(layer)); });
  }
}

}  // namespace eyeriss::sim
