// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/mapper/mapping_search.h"
#include "sim/mapper/objective.h"

namespace eyeriss::sim {

// A mapping file holds mappings of a workload's layers for one machine:
//
//   { "workload": "alexnet", "arch": "eyeriss-v1", "objective": "energy", "batch": 4,
//     "layers": [ { "name": "conv1", "mapping": { "m": 96, ... }, "_predicted": { ... } } ] }
//
// `arch` and `layers` are required, and `name` and `mapping` of a layer. The rest tells how the
// file came about and is not compared with anything.

/// A mapping and where it stands in a file.
struct FileMapping {
  hw::Mapping mapping;
  std::string path;  ///< e.g. `layers[3].mapping`
};

/// Reads a mapping file: mappings by the layer's name. Whether they are legal is not checked.
/// @param machine that they must be for
/// @throws InputError also for a layer that the workload does not have
std::map<std::string, FileMapping> read_mapping_file(const std::filesystem::path& file,
                                                     const Workload& workload,
                                                     const MachineId& machine);

/// A line of a mapping file.
struct FoundMapping {
  std::string layer;
  const RatedMapping* found;
};

/// The text of a mapping file, predicted figures as comments.
std::string mapping_file_text(const Workload& workload, const Machine& machine, Objective objective,
                              const std::vector<FoundMapping>& layers);

}  // namespace eyeriss::sim
