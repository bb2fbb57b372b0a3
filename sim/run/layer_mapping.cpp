// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_mapping.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/input/configured_layer.h"
#include "sim/input/csc_weights.h"
#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/input/mapping_reader.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/memory_need.h"

namespace eyeriss::sim {
namespace {

bool is_mapping_key(const std::string& key) {
  return to_json(hw::Mapping{}, MachineFamily::kClusters).contains(key);
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

void check_given_mapping(const Machine& machine, const Workload& workload,
                         const WorkloadLayer& layer, const GivenMapping& given,
                         std::uint64_t seed) {
  try {
    if (machine.family() == MachineFamily::kFlat) {
      check_mapping(machine.flat(), layer.shape, given.mapping);
    } else {
      const hw::Layer mapped = configured_layer(machine.architecture, layer, given.mapping);
      check_cluster_mapping(machine.clusters(), mapped, csc_weights(workload, layer, mapped, seed));
    }
  } catch (const MappingError& error) {
    if (!is_mapping_key(error.key())) throw layer_error(workload, layer, error);
    throw InputError(given.file, member_path(given.path, error.key()), error.what());
  }
}

SearchResult find_mappings(MachineMapper& mapper, const Workload& workload,
                           const WorkloadLayer& layer) {
  try {
    return mapper.find(layer);
  } catch (const MappingError& error) {
    if (!is_mapping_key(error.key())) throw layer_error(workload, layer, error);
    throw InputError(workload.file.string(), layer.path,
                     fmt::format("no mapping of this layer is legal: {}", error.what()));
  }
}

void check_memory(const Machine& machine, const Workload& workload, const hw::Layer& layer,
                  const std::string& path) {
  // Behind clusters only the traffic of bursts is modelled, not where in memory they lie.
  if (machine.family() == MachineFamily::kClusters) return;
  const hw::DramConfig& dram = machine.dram();
  if (fits_memory(dram, layer)) return;
  throw InputError(workload.file.string(), path,
                   fmt::format("the layer's tensors can take {} bytes, too many for the memory {}",
                               memory_need_bytes(layer), dram.name),
                   fmt::format("up to {} bytes", dram.capacity_bytes()));
}

}  // namespace eyeriss::sim
