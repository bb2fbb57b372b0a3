// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_plan.h"

#include <utility>

#include "sim/input/configured_layer.h"
#include "sim/input/tensors.h"
#include "sim/report/search_display.h"

namespace eyeriss::sim {
namespace {

int count_unmapped(const RunInput& input) {
  int count = 0;
  for (const InputLayer& layer : input.layers) count += layer.given ? 0 : 1;
  return count;
}

}  // namespace

RunInput read_checked_input(const Options& options) {
  RunInput input = read_run_input(options.input);
  for (const auto& [source, given] : input.layers) {
    check_tensor_files(input.workload, source);
    if (given) check_given_mapping(input.machine.architecture, input.workload, source, *given);
  }
  return input;
}

RunPlan make_plan(RunInput input, const Options& options) {
  RunPlan plan;
  plan.search.layers = count_unmapped(input);
  Mapper mapper(input.machine, options.input.objective);
  {
    SearchDisplay display(plan.search.layers, options.quiet);
    for (const auto& [source, given] : input.layers) {
      if (!given) display.advance(source.name);
      const hw::Mapping mapping =
          given ? given->mapping
                : find_mappings(mapper, input.workload, source).best.front().mapping;
      hw::Layer layer = configured_layer(input.machine.architecture, source, mapping);
      check_memory(input.machine.architecture, input.workload, layer, source.path);
      plan.layers.push_back({.source = source,
                             .layer = std::move(layer),
                             .mapping_source = given ? given->source : MappingSource::kAuto});
    }
  }
  plan.search.searches = mapper.searches();
  plan.search.seconds = mapper.seconds();
  plan.architecture = std::move(input.machine.architecture);
  plan.energy = std::move(input.machine.energy);
  plan.workload = std::move(input.workload);
  return plan;
}

}  // namespace eyeriss::sim
