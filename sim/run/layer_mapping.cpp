// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_mapping.h"

#include <fmt/format.h>

#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/memory_need.h"

namespace eyeriss::sim {
namespace {

bool is_mapping_key(const std::string& key) {
  return key.size() == 1 && std::string_view("mnefgpqrt").find(key) != std::string_view::npos;
}

/// A limit that no mapping of the layer keeps.
InputError layer_error(const Workload& workload, const WorkloadLayer& layer,
                       const MappingError& error) {
  return {workload.file.string(), member_path(layer.path, error.key()), error.what()};
}

}  // namespace

std::string_view name_of(MappingSource source) {
  if (source == MappingSource::kGiven) return "given";
  return source == MappingSource::kFile ? "file" : "auto";
}

void check_given_mapping(const hw::Architecture& architecture, const Workload& workload,
                         const WorkloadLayer& layer, const GivenMapping& given) {
  try {
    check_mapping(architecture, layer.shape, given.mapping);
  } catch (const MappingError& error) {
    if (!is_mapping_key(error.key())) throw layer_error(workload, layer, error);
    throw InputError(given.file, member_path(given.path, error.key()), error.what());
  }
}

const SearchResult& find_mappings(Mapper& mapper, const Workload& workload,
                                  const WorkloadLayer& layer) {
  try {
    return mapper.find(layer);
  } catch (const MappingError& error) {
    if (!is_mapping_key(error.key())) throw layer_error(workload, layer, error);
    throw InputError(workload.file.string(), layer.path,
                     fmt::format("no mapping of this layer is legal: {}", error.what()));
  }
}

void check_memory(const hw::Architecture& architecture, const Workload& workload,
                  const hw::Layer& layer, const std::string& path) {
  const hw::DramConfig& dram = architecture.dram;
  if (fits_memory(dram, layer)) return;
  throw InputError(workload.file.string(), path,
                   fmt::format("the layer's tensors can take {} bytes, too many for the memory {}",
                               memory_need_bytes(layer), dram.name),
                   fmt::format("up to {} bytes", dram.capacity_bytes()));
}

}  // namespace eyeriss::sim
