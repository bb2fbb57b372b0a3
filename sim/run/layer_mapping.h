// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "sim/input/workload.h"
#include "sim/mapper/mapper.h"

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

/// @throws InputError if the mapping is illegal; it names the key in the mapping's file, or the
///         layer's field in the workload where no mapping would help
void check_given_mapping(const hw::Architecture& architecture, const Workload& workload,
                         const WorkloadLayer& layer, const GivenMapping& given);

/// @throws InputError if there is no legal mapping of the layer
const SearchResult& find_mappings(Mapper& mapper, const Workload& workload,
                                  const WorkloadLayer& layer);

/// Asks whether the layer's tensors have room in the machine's memory.
/// @throws InputError if not
void check_memory(const hw::Architecture& architecture, const Workload& workload,
                  const hw::Layer& layer, const std::string& path);

}  // namespace eyeriss::sim
