// SPDX-License-Identifier: Apache-2.0
#include "sim/report/summary.h"

#include <nlohmann/json.hpp>

#include "sim/report/file_writer.h"
#include "sim/report/summary_csv.h"
#include "sim/run/version.h"
#include "sim/stats/totals.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;
constexpr const char* kJsonFile = "summary.json";
constexpr const char* kCsvFile = "summary.csv";

/// How fast the whole run was. The only part, with `command` and the same key of each layer,
/// that may differ between runs with the same input.
ordered_json simulation_json(const RunPlan& plan, const Options& options, const RunOutcome& outcome,
                             const ordered_json& totals) {
  ordered_json result = {{"wall_seconds", outcome.wall_seconds},
                         {"jobs", options.jobs},
                         {"every_cycle", options.every_cycle}};
  if (plan.search.layers > 0) {
    result["mapping_search"] = {{"layers", plan.search.layers},
                                {"searches", plan.search.searches},
                                {"seconds", plan.search.seconds}};
  }
  if (totals.contains("cycles")) {
    result["cycles_per_second"] = totals["cycles"]["total"].get<double>() / outcome.wall_seconds;
    result["macs_per_second"] = totals["macs"].get<double>() / outcome.wall_seconds;
  }
  return result;
}

}  // namespace

ordered_json make_summary(const RunPlan& plan, const Options& options, const std::string& command,
                          const RunOutcome& outcome) {
  std::vector<ordered_json> complete;
  ordered_json layers = ordered_json::array();
  ordered_json missing;
  for (std::size_t i = 0; i < outcome.layers.size(); ++i) {
    const LayerOutcome& layer = outcome.layers[i];
    if (layer.status == LayerStatus::kUnfinished) {
      missing.push_back(plan.layers[i].layer.name);
      continue;
    }
    ordered_json result = {{"name", plan.layers[i].layer.name},
                           {"status", nullptr},
                           {"mapping_source", name_of(plan.layers[i].mapping_source)}};
    result.update(layer.result);
    layers.push_back(std::move(result));
    if (layer.status != LayerStatus::kFault) complete.push_back(layer.result);
  }
  ordered_json summary = {{"schema_version", kSchemaVersion},
                          {"workload", plan.workload.name},
                          {"arch", plan.machine.name()},
                          {"batch", plan.workload.batch},
                          {"seed", options.seed},
                          {"version", kVersion},
                          {"command", command},
                          {"arch_config", to_json(plan.machine)}};
  summary["layers"] = std::move(layers);
  if (!missing.empty()) summary["missing_layers"] = std::move(missing);
  summary["totals"] = totals(plan.machine, plan.workload.batch, complete);
  summary["simulation"] = simulation_json(plan, options, outcome, summary["totals"]);
  return summary;
}

std::vector<std::string> result_file_names() { return {kJsonFile, kCsvFile}; }

void write_results(const std::filesystem::path& directory, const ordered_json& summary) {
  // A command line need not be valid UTF-8.
  const std::string json = summary.dump(2, ' ', false, ordered_json::error_handler_t::replace);
  write_files({{directory / kJsonFile, json + "\n"}, {directory / kCsvFile, summary_csv(summary)}});
}

}  // namespace eyeriss::sim
