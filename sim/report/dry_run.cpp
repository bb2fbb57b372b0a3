// SPDX-License-Identifier: Apache-2.0
#include "sim/report/dry_run.h"

#include <nlohmann/json.hpp>

#include "sim/input/mapping_reader.h"
#include "sim/stats/layer_statistics.h"

namespace eyeriss::sim {

std::string dry_run_report(const RunPlan& plan, const Options& options) {
  using nlohmann::ordered_json;
  ordered_json report = {{"workload", plan.workload.name},       {"arch", plan.machine.name()},
                         {"batch", plan.workload.batch},         {"seed", options.seed},
                         {"arch_config", to_json(plan.machine)}, {"layers", ordered_json::array()}};
  for (const PlannedLayer& planned : plan.layers) {
    report["layers"].push_back({{"name", planned.layer.name},
                                {"macs", planned.layer.shape.macs()},
                                {"mapping_source", name_of(planned.mapping_source)},
                                {"mapping", to_json(planned.layer.mapping, plan.machine.family())},
                                {"coding", coding_json(planned.layer)}});
  }
  return report.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace eyeriss::sim
