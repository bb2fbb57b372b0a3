// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "sim/run/layer_process.h"
#include "sim/run/options.h"
#include "sim/run/run_plan.h"
#include "sim/trace/trace_files.h"
#include "sim/trace/waveform_files.h"

namespace eyeriss::sim {

/// The work of one layer's process: makes the tensors, simulates, checks every output, dumps
/// tensors and writes its parts of `files` and `waveforms` if asked. Sends progress `{cycle,
/// share}`, then either the layer's entry in the summary or a fault `{message, state}`. Throws
/// nothing but what `send` throws.
///
/// For tests, two environment variables hold the name of a layer to be harmed:
/// EYERISS_SIM_INJECT_FAULT blocks a channel in it, EYERISS_SIM_INJECT_MISMATCH changes one of its
/// outputs before the check.
void work_on_layer(const RunPlan& plan, std::size_t index, const Options& options,
                   const TraceFiles& files, const WaveformFiles& waveforms,
                   const LayerProcess::Send& send);

}  // namespace eyeriss::sim
