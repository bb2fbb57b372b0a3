// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/run/run_plan.h"
#include "sim/trace/vcd_options.h"

namespace eyeriss::sim {

/// Whether the scope of waveforms names a module of any layer's machine. Which modules there are
/// may depend on the mapping, so machines are put together, in processes of their own, as far as
/// needed.
/// @throws InputError if it does not
void check_scope(const RunPlan& plan, const VcdOptions& options);

}  // namespace eyeriss::sim
