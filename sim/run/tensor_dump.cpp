// SPDX-License-Identifier: Apache-2.0
#include "sim/run/tensor_dump.h"

#include <system_error>

#include "sim/input/npy.h"
#include "sim/input/tensor_shapes.h"

namespace eyeriss::sim {
namespace {

std::string file_name(const std::string& layer, const char* tensor) {
  return layer + "_" + tensor + ".npy";
}

}  // namespace

std::vector<std::string> dump_file_names(const std::string& layer) {
  std::vector<std::string> names;
  for (const char* tensor : {"ifmap", "weights", "bias", "ofmap"}) {
    names.push_back(file_name(layer, tensor));
  }
  return names;
}

void dump_tensors(const std::filesystem::path& directory, const WorkloadLayer& layer,
                  const hw::LayerTensors& tensors, const std::vector<std::int16_t>& ofmap) {
  const auto write = [&](const char* tensor, const NpyShape& shape,
                         const std::vector<std::int16_t>& values) {
    write_npy(directory / file_name(layer.name, tensor), shape, values);
  };
  write("ifmap", ifmap_shape(layer), tensors.ifmap);
  write("weights", weights_shape(layer), tensors.weights);
  write("bias", bias_shape(layer), tensors.bias);
  write("ofmap", ofmap_shape(layer), ofmap);
}

void remove_partial_dumps(const std::filesystem::path& directory, const std::string& layer) {
  for (const std::string& name : dump_file_names(layer)) {
    std::error_code ignored;
    std::filesystem::remove(directory / (name + ".partial"), ignored);
  }
}

}  // namespace eyeriss::sim
