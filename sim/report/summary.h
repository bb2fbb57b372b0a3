// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/run/options.h"
#include "sim/run/run_plan.h"
#include "sim/run/runner.h"

namespace eyeriss::sim {

/// The contents of `summary.json`. Layers that a signal has cost are named in `missing_layers`,
/// which is absent from a run that came to its end.
/// @param command the command line, to be kept with the results
nlohmann::ordered_json make_summary(const RunPlan& plan, const Options& options,
                                    const std::string& command, const RunOutcome& outcome);

/// Names of the files that write_results() writes.
std::vector<std::string> result_file_names();

/// Writes `summary.json` and `summary.csv` into a directory; each is complete or as before.
/// @throws std::runtime_error
void write_results(const std::filesystem::path& directory, const nlohmann::ordered_json& summary);

}  // namespace eyeriss::sim
