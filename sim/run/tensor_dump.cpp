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

struct FileTypes {
  NpyType weights;
  NpyType bias;
  NpyType ofmap;
};

FileTypes file_types(MachineFamily family, const WorkloadLayer& layer) {
  if (family == MachineFamily::kFlat) return {NpyType::kInt16, NpyType::kInt16, NpyType::kInt16};
  const bool is_unsigned = layer.output_type == OutputType::kUint8;
  return {NpyType::kInt8, NpyType::kInt32, is_unsigned ? NpyType::kUint8 : NpyType::kInt8};
}

}  // namespace

std::vector<std::string> dump_file_names(const std::string& layer) {
  std::vector<std::string> names;
  for (const char* tensor : {"ifmap", "weights", "bias", "ofmap"}) {
    names.push_back(file_name(layer, tensor));
  }
  return names;
}

void dump_tensors(const std::filesystem::path& directory, MachineFamily family,
                  const WorkloadLayer& layer, const TensorSet& tensors,
                  const std::vector<std::int16_t>& ofmap) {
  const auto write = [&](const char* tensor, const NpyShape& shape, const auto& values,
                         NpyType type) {
    write_npy(directory / file_name(layer.name, tensor), shape, values, type);
  };
  const FileTypes types = file_types(family, layer);
  write("ifmap", ifmap_shape(layer), tensors.values.ifmap, tensors.ifmap_type);
  write("weights", weights_shape(layer), tensors.values.weights, types.weights);
  write("bias", bias_shape(layer), tensors.values.bias, types.bias);
  write("ofmap", ofmap_shape(layer), ofmap, types.ofmap);
}

void remove_partial_dumps(const std::filesystem::path& directory, const std::string& layer) {
  for (const std::string& name : dump_file_names(layer)) {
    std::error_code ignored;
    std::filesystem::remove(directory / (name + ".partial"), ignored);
  }
}

}  // namespace eyeriss::sim
