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
    check_tensor_files(input.workload, source, input.machine.family());
    if (given) check_given_mapping(input.machine, input.workload, source, *given, options.seed);
  }
  return input;
}

RunPlan make_plan(RunInput input, const Options& options) {
  RunPlan plan;
  plan.search.layers = count_unmapped(input);
  MachineMapper mapper(input.machine, input.workload, options.input.objective, options.seed);
  {
    SearchDisplay display(plan.search.layers, options.quiet);
    for (const auto& [source, given] : input.layers) {
      if (!given) display.advance(source.name);
      const hw::Mapping mapping =
          given ? given->mapping
                : find_mappings(mapper, input.workload, source).best.front().mapping;
      hw::Layer layer = configured_layer(input.machine.architecture, source, mapping);
      check_memory(input.machine, input.workload, layer, source.path);
      plan.layers.push_back({.source = source,
                             .layer = std::move(layer),
                             .mapping_source = given ? given->source : MappingSource::kAuto});
    }
  }
  plan.search.searches = mapper.searches();
  plan.search.seconds = mapper.seconds();
  plan.machine = std::move(input.machine);
  plan.workload = std::move(input.workload);
  return plan;
}

}  // namespace eyeriss::sim
