// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_plan.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "sim/input/configured_layer.h"
#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/input/presets.h"
#include "sim/input/tensors.h"
#include "sim/input/workload_reader.h"
#include "sim/mapper/legality.h"
#include "sim/mapper/memory_need.h"
#include "sim/mapper/simple_mapper.h"

namespace eyeriss::sim {
namespace {

bool is_mapping_key(const std::string& key) {
  return key.size() == 1 && std::string_view("mnefgpqrt").find(key) != std::string_view::npos;
}

/// The layer's mapping, or a simple one if it has none.
hw::Mapping legal_mapping(const hw::Architecture& architecture, const Workload& workload,
                          const WorkloadLayer& layer) {
  try {
    if (!layer.mapping) return simple_mapping(architecture, layer.shape);
    check_mapping(architecture, layer.shape, *layer.mapping);
    return *layer.mapping;
  } catch (const MappingError& error) {
    std::string path = layer.path;
    std::string problem = error.what();
    if (!is_mapping_key(error.key())) {
      path = member_path(path, error.key());
    } else if (layer.mapping) {
      path =
          member_path(member_path(member_path(path, "mappings"), architecture.name), error.key());
    } else {
      problem = "no mapping of this layer is legal: " + problem;
    }
    throw InputError(workload.file.string(), path, problem);
  }
}

PlannedLayer plan_layer(const hw::Architecture& architecture, const Workload& workload,
                        const WorkloadLayer& source) {
  check_tensor_files(workload, source);
  hw::Layer layer =
      configured_layer(architecture, source, legal_mapping(architecture, workload, source));
  const hw::DramConfig& dram = architecture.dram;
  if (!fits_memory(dram, layer)) {
    throw InputError(workload.file.string(), source.path,
                     fmt::format("the layer's tensors can take {} bytes, too many for the memory "
                                 "{}",
                                 memory_need_bytes(layer), dram.name),
                     fmt::format("up to {} bytes", dram.capacity_bytes()));
  }
  return {.source = source, .layer = std::move(layer), .mapping_given = source.mapping.has_value()};
}

}  // namespace

RunPlan make_plan(const Options& options) {
  RunPlan plan;
  MachineChoice choice{.arch = options.arch, .parts = {}, .overrides = options.overrides};
  if (options.dram) choice.parts["dram"] = *options.dram;
  if (options.energy) choice.parts["energy"] = *options.energy;
  Machine machine = load_machine(choice, preset_directory());
  plan.architecture = std::move(machine.architecture);
  plan.energy = std::move(machine.energy);
  plan.workload = read_workload(options.workload, plan.architecture.name, options.batch);
  std::vector<const WorkloadLayer*> selected;
  if (options.layers) {
    selected = select_layers(plan.workload, *options.layers);
  } else {
    for (const WorkloadLayer& layer : plan.workload.layers) selected.push_back(&layer);
  }
  for (const WorkloadLayer* layer : selected) {
    plan.layers.push_back(plan_layer(plan.architecture, plan.workload, *layer));
  }
  return plan;
}

}  // namespace eyeriss::sim
