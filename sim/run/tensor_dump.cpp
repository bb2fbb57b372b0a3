// SPDX-License-Identifier: Apache-2.0
#include "sim/run/tensor_dump.h"

#include <system_error>

#include "sim/input/npy.h"

namespace eyeriss::sim {
namespace {

std::filesystem::path dump_file(const std::filesystem::path& directory, const std::string& layer,
                                const char* tensor) {
  return directory / (layer + "_" + tensor + ".npy");
}

}  // namespace

void dump_tensors(const std::filesystem::path& directory, const WorkloadLayer& layer,
                  const hw::LayerTensors& tensors, const std::vector<std::int16_t>& ofmap) {
  const hw::LayerShape& shape = layer.shape;
  const bool is_gemm = layer.op == Op::kGemm;
  const auto write = [&](const char* tensor, const NpyShape& extents,
                         const std::vector<std::int16_t>& values) {
    write_npy(dump_file(directory, layer.name, tensor), extents, values);
  };
  write("ifmap",
        is_gemm ? NpyShape{shape.N, shape.C} : NpyShape{shape.N, shape.C, shape.H, shape.W},
        tensors.ifmap);
  write("weights",
        is_gemm ? NpyShape{shape.M, shape.C}
                : NpyShape{shape.M, shape.channels_per_group(), shape.R, shape.S},
        tensors.weights);
  write("bias", {shape.M}, tensors.bias);
  write("ofmap",
        is_gemm ? NpyShape{shape.N, shape.M} : NpyShape{shape.N, shape.M, shape.E(), shape.F()},
        ofmap);
}

void remove_partial_dumps(const std::filesystem::path& directory, const std::string& layer) {
  for (const char* tensor : {"ifmap", "weights", "bias", "ofmap"}) {
    std::error_code ignored;
    std::filesystem::remove(dump_file(directory, layer, tensor) += ".partial", ignored);
  }
}

}  // namespace eyeriss::sim
