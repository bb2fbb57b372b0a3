// SPDX-License-Identifier: Apache-2.0
#include "sim/input/tensors.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "sim/input/bias_choice.h"
#include "sim/input/input_error.h"
#include "sim/input/psum_format.h"
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

NpyTypes ifmap_types(MachineFamily family) {
  static constexpr std::array k8Bit = {NpyType::kInt8, NpyType::kUint8};
  return family == MachineFamily::kFlat ? NpyTypes(kNpyUpToInt16) : NpyTypes(k8Bit);
}

NpyTypes weights_types(MachineFamily family) {
  static constexpr std::array k8Bit = {NpyType::kInt8};
  return family == MachineFamily::kFlat ? NpyTypes(kNpyUpToInt16) : NpyTypes(k8Bit);
}

NpyType ifmap_type(const Workload& workload, const WorkloadLayer& layer, MachineFamily family) {
  if (family == MachineFamily::kFlat) return NpyType::kInt16;
  if (!layer.ifmap.file) return NpyType::kInt8;
  return in_context(workload, layer, "ifmap", [&] {
    return check_npy(*layer.ifmap.file, ifmap_shape(layer), ifmap_types(family));
  });
}

/// A bias may be stored in 32 b but has to fit a psum.
std::vector<std::int32_t> read_bias(const std::filesystem::path& file, const NpyShape& shape,
                                    PsumFormat psums) {
  std::vector<std::int32_t> bias = read_npy_int32(file, shape);
  for (std::size_t i = 0; i < bias.size(); ++i) {
    if (bias[i] < psums.least() || bias[i] > psums.greatest()) {
      throw InputError(
          file.string(), "",
          fmt::format("element {} is {}, which is no {} b psum", i, bias[i], psums.bits),
          fmt::format("{} to {}", psums.least(), psums.greatest()));
    }
  }
  return bias;
}

/// A tensor from its file, or else as `synthesise` makes it.
template <typename Synthesise>
std::vector<std::int16_t> make_values(const Workload& workload, const WorkloadLayer& layer,
                                      const char* name, const TensorSpec& spec,
                                      const NpyShape& shape, const Synthesise& synthesise,
                                      NpyTypes types, std::uint64_t seed) {
  if (!spec.file) {
    return synthesise(elements(shape), spec.zeros, tensor_generator(seed, layer.name, name));
  }
  return in_context(workload, layer, name,
                    [&] { return read_npy_int16(*spec.file, shape, types); });
}

}  // namespace

std::vector<std::int16_t> make_weights(const Workload& workload, const WorkloadLayer& layer,
                                       MachineFamily family, std::uint64_t seed) {
  return make_values(workload, layer, "weights", layer.weights, weights_shape(layer),
                     synthetic_weights, weights_types(family), seed);
}

TensorSet make_tensors(const Workload& workload, const WorkloadLayer& layer, MachineFamily family,
                       std::uint64_t seed) {
  const auto generator = [&](const char* name) { return tensor_generator(seed, layer.name, name); };
  TensorSet set;
  hw::LayerTensors& values = set.values;
  values.ifmap = make_values(workload, layer, "ifmap", layer.ifmap, ifmap_shape(layer),
                             synthetic_ifmap, ifmap_types(family), seed);
  values.weights = make_weights(workload, layer, family, seed);
  set.ifmap_type = ifmap_type(workload, layer, family);
  if (!layer.bias) {
    if (layer.ofmap_zeros) set.chosen_bias = choose_bias(layer, family, values, generator("ofmap"));
    values.bias.assign(static_cast<std::size_t>(layer.shape.M), set.chosen_bias.value_or(0));
  } else if (layer.bias->file) {
    values.bias = in_context(workload, layer, "bias", [&] {
      return read_bias(*layer.bias->file, bias_shape(layer), psum_format(family));
    });
  } else {
    const std::vector<std::int16_t> bias =
        synthetic_weights(elements(bias_shape(layer)), layer.bias->zeros, generator("bias"));
    values.bias.assign(bias.begin(), bias.end());
  }
  return set;
}

void check_tensor_files(const Workload& workload, const WorkloadLayer& layer,
                        MachineFamily family) {
  const auto check = [&](const char* name, const TensorSpec& spec, const NpyShape& shape,
                         NpyTypes types) {
    if (!spec.file) return;
    in_context(workload, layer, name, [&] { check_npy(*spec.file, shape, types); });
  };
  check("ifmap", layer.ifmap, ifmap_shape(layer), ifmap_types(family));
  check("weights", layer.weights, weights_shape(layer), weights_types(family));
  if (layer.bias && layer.bias->file) {
    in_context(workload, layer, "bias", [&] {
      return read_bias(*layer.bias->file, bias_shape(layer), psum_format(family));
    });
  }
}

}  // namespace eyeriss::sim
