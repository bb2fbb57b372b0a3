// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_input.h"

#include <map>
#include <string>

#include "sim/input/configured_layer.h"
#include "sim/input/input_error.h"
#include "sim/input/json_path.h"
#include "sim/input/measured_zeros.h"
#include "sim/input/presets.h"
#include "sim/input/tensors.h"
#include "sim/input/wording.h"
#include "sim/input/workload_reader.h"
#include "sim/mapper/mapping_file.h"

namespace eyeriss::sim {
namespace {

using Mappings = InputOptions::Mappings;

Machine read_chosen_machine(const InputOptions& options) {
  MachineChoice choice{.arch = options.arch, .parts = {}, .overrides = options.overrides};
  if (options.dram) choice.parts["dram"] = *options.dram;
  if (options.energy) choice.parts["energy"] = *options.energy;
  return load_machine(choice, preset_directory());
}

std::vector<InputLayer> selected_layers(const InputOptions& options, const Workload& workload) {
  std::vector<InputLayer> layers;
  if (options.layers) {
    for (const WorkloadLayer* layer : select_layers(workload, *options.layers)) {
      layers.push_back({*layer, std::nullopt});
    }
  } else {
    for (const WorkloadLayer& layer : workload.layers) layers.push_back({layer, std::nullopt});
  }
  return layers;
}

void take_from_workload(RunInput& input) {
  for (InputLayer& layer : input.layers) {
    if (!layer.source.mapping) continue;
    layer.given = GivenMapping{
        .mapping = *layer.source.mapping,
        .source = MappingSource::kGiven,
        .file = input.workload.file.string(),
        .path = member_path(member_path(layer.source.path, "mappings"), input.machine.name())};
  }
}

void take_from_file(RunInput& input, const std::filesystem::path& file) {
  const auto mappings = read_mapping_file(file, input.workload, input.machine.id());
  std::vector<std::string> names;
  for (const auto& [name, mapping] : mappings) names.push_back(name);
  for (InputLayer& layer : input.layers) {
    const auto found = mappings.find(layer.source.name);
    if (found == mappings.end()) {
      throw InputError(file.string(), "layers",
                       "there is no mapping of layer " + in_quotes(layer.source.name),
                       names.empty() ? "no layer, for the list is empty"
                                     : "with --layers, " + shortened(listed(names)));
    }
    layer.given = GivenMapping{.mapping = found->second.mapping,
                               .source = MappingSource::kFile,
                               .file = file.string(),
                               .path = found->second.path};
  }
}

}  // namespace

RunInput read_run_input(const InputOptions& options) {
  RunInput input;
  input.machine = read_chosen_machine(options);
  input.workload = read_workload(options.workload, input.machine.id(), options.batch);
  input.layers = selected_layers(options, input.workload);
  for (InputLayer& layer : input.layers) {
    check_codings(input.machine.architecture, input.workload, layer.source);
    if (input.machine.family() == MachineFamily::kClusters) {
      check_tensor_files(input.workload, layer.source, input.machine.family());
      measure_zeros(layer.source);
    }
  }
  if (options.mappings == Mappings::kWorkload) take_from_workload(input);
  if (options.mappings == Mappings::kFile) take_from_file(input, options.mapping_file);
  return input;
}

}  // namespace eyeriss::sim
