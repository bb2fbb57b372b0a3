// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "sim/run/options.h"
#include "sim/run/run_plan.h"
#include "sim/run/stop_signals.h"
#include "sim/trace/trace_files.h"
#include "sim/trace/waveform_files.h"

namespace eyeriss::sim {

enum class LayerStatus { kOk, kUnchecked, kMismatch, kFault, kUnfinished };

/// What became of one layer.
struct LayerOutcome {
  LayerStatus status = LayerStatus::kUnfinished;
  nlohmann::ordered_json result;  ///< its entry in the summary; null if it is unfinished
};

struct RunOutcome {
  std::vector<LayerOutcome> layers;  ///< as planned
  int stop_signal = 0;               ///< SIGINT or SIGTERM if one ended the run early
  double wall_seconds = 0;
};

/// Simulates the planned layers, each in a process of its own, at most `options.jobs` at once and
/// in workload order, each with its part of the trace files and its waveform. Reports progress,
/// mismatches and faults on stderr. A fault in one layer leaves the others alone; a stop signal
/// ends the layers that are running.
RunOutcome run_layers(const RunPlan& plan, const Options& options, const TraceFiles& files,
                      const WaveformFiles& waveforms, StopSignals& signals);

}  // namespace eyeriss::sim
