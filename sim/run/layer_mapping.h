// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/run/machine_mapper.h"

namespace eyeriss::sim {

/// Where a layer's mapping comes from.
enum class MappingSource {
  kGiven,  ///< the workload
  kFile,   ///< a mapping file
  kAuto    ///< a search
};

/// `given`, `file` or `auto`
std::string_view name_of(MappingSource source);

/// A mapping that a user wrote or chose.
struct GivenMapping {
  hw::Mapping mapping;
  MappingSource source;  ///< not kAuto
  std::string file;
  std::string path;  ///< in the file, e.g. `layers[3].mapping`
};

/// @param seed of synthetic tensors
/// @throws InputError if the mapping is illegal; it names the key in the mapping's file, or the
///         layer's field in the workload where no mapping would help
void check_given_mapping(const Machine& machine, const Workload& workload,
                         const WorkloadLayer& layer, const GivenMapping& given, std::uint64_t seed);

/// @throws InputError if there is no legal mapping of the layer
SearchResult find_mappings(MachineMapper& mapper, const Workload& workload,
                           const WorkloadLayer& layer);

/// Asks whether the layer's tensors have room in the machine's memory.
/// @throws InputError if not
void check_memory(const Machine& machine, const Workload& workload, const hw::Layer& layer,
                  const std::string& path);

}  // namespace eyeriss::sim
