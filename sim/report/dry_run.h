// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/run/options.h"
#include "sim/run/run_plan.h"

namespace eyeriss::sim {

/// What `--dry-run` prints: a JSON document with the effective machine and, per selected layer,
/// MACs, mapping and whether that is `given` by the workload, from a mapping `file` or `auto`.
std::string dry_run_report(const RunPlan& plan, const Options& options);

}  // namespace eyeriss::sim
