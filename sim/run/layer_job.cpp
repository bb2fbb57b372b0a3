// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_job.h"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "sim/eyexam/eyexam_statistics.h"
#include "sim/golden/golden_model.h"
#include "sim/input/tensors.h"
#include "sim/run/layer_simulation.h"
#include "sim/run/layer_waveform.h"
#include "sim/run/output_check.h"
#include "sim/run/tensor_dump.h"
#include "sim/stats/energy_statistics.h"
#include "sim/stats/layer_statistics.h"
#include "sim/trace/dram_trace.h"
#include "sim/trace/interval_trace.h"
#include "sim/trace/pes_trace.h"
#include "sim/trace/timeline_trace.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

bool is_injected(const char* variable, const std::string& layer) {
  const char* name = std::getenv(variable);
  return name != nullptr && layer == name;
}

Message message(Message::Kind kind, const ordered_json& content) {
  return {kind, content.dump(-1, ' ', false, ordered_json::error_handler_t::replace)};
}

ordered_json to_json(const OutputCheck& check) {
  ordered_json result = {{"outputs", check.outputs}, {"mismatches", check.mismatches}};
  for (const Mismatch& mismatch : check.first) {
    result["first_mismatches"].push_back({{"n", mismatch.n},
                                          {"m", mismatch.m},
                                          {"e", mismatch.e},
                                          {"f", mismatch.f},
                                          {"got", mismatch.got},
                                          {"expected", mismatch.expected}});
  }
  return result;
}

/// The traces of one layer, as far as they are asked for.
class LayerTraces {
 public:
  LayerTraces(const RunPlan& plan, std::size_t index, const TraceFiles& files) {
    const std::string& layer = plan.layers[index].layer.name;
    const auto cycles = files.part(TraceKind::kCycles, index);
    const auto energy = files.part(TraceKind::kEnergy, index);
    const auto timeline = files.part(TraceKind::kTimeline, index);
    const auto dram = files.part(TraceKind::kDram, index);
    if (cycles || energy) intervals_.emplace(layer, plan.machine, cycles, energy);
    if (timeline) timeline_.emplace(layer, index, plan.machine, *timeline);
    if (dram) commands_.emplace(layer, *dram);
    if (const auto pes = files.part(TraceKind::kPes, index))
      pes_.emplace(layer, plan.machine, *pes);
  }

  void attach_to(Observers& observers) {
    if (intervals_ || timeline_) {
      observers.interval = [this](const hw::LayerCounters& counters) {
        if (intervals_) intervals_->add(counters);
        if (timeline_) timeline_->add(counters);
      };
    }
    if (timeline_) observers.phase = [this](const hw::Phase& phase) { timeline_->add(phase); };
    if (commands_)
      observers.dram_command = [this](const hw::DramCommand& command) { commands_->add(command); };
  }

  /// Ends the traces of a layer that has been simulated.
  void close(const SimulatedLayer& simulated) {
    if (pes_) pes_->add(simulated.counters, simulated.pes);
    if (intervals_) intervals_->close();
    if (timeline_) timeline_->close();
    if (commands_) commands_->close();
    if (pes_) pes_->close();
  }

 private:
  std::optional<IntervalTrace> intervals_;
  std::optional<TimelineTrace> timeline_;
  std::optional<DramTrace> commands_;
  std::optional<PesTrace> pes_;
};

ordered_json simulate_layer(const RunPlan& plan, std::size_t index, const Options& options,
                            const TraceFiles& files, const WaveformFiles& waveforms,
                            const LayerProcess::Send& send) {
  const PlannedLayer& planned = plan.layers[index];
  const hw::Layer& layer = planned.layer;
  const TensorSet tensors =
      make_tensors(plan.workload, planned.source, plan.machine.family(), options.seed);

  Schedule schedule;
  schedule.every_cycle = options.every_cycle;
  schedule.freeze = is_injected("EYERISS_SIM_INJECT_FAULT", layer.name);
  Observers observers;
  observers.progress = [&](const Progress& progress) {
    send(message(Message::Kind::kProgress, {{"cycle", progress.cycle}, {"share", progress.share}}));
  };
  observers.interval_cycles = options.trace_interval;
  LayerTraces traces(plan, index, files);
  traces.attach_to(observers);
  LayerWaveform waveform(options.vcd, waveforms, index);
  waveform.attach_to(observers);
  const Clock::time_point start = Clock::now();
  SimulatedLayer simulated =
      simulate(plan.machine.architecture, layer, tensors.values, schedule, observers);
  traces.close(simulated);
  const ordered_json drawn = waveform.statistics();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (is_injected("EYERISS_SIM_INJECT_MISMATCH", layer.name)) simulated.ofmap.back() ^= 1;

  if (options.dump_tensors) {
    dump_tensors(*options.dump_tensors, plan.machine.family(), planned.source, tensors,
                 simulated.ofmap);
  }
  ordered_json result = {{"name", layer.name}, {"status", "unchecked"}};
  result.update(layer_statistics(plan.machine, layer, tensors, simulated));
  result.update(energy_statistics(plan.machine, simulated.counters));
  result.update(action_statistics(plan.machine, simulated.counters));
  result["eyexam"] =
      eyexam_statistics(eyexam(plan.machine.architecture, layer, simulated.counters));
  if (options.check) {
    const OutputCheck check = compare_outputs(
        layer.shape, simulated.ofmap, golden_ofmap(layer, tensors.values, plan.machine.family()));
    result["status"] = check.mismatches == 0 ? "ok" : "mismatch";
    result["check"] = to_json(check);
  }
  result["simulation"] = {
      {"wall_seconds", seconds},
      {"cycles_per_second", static_cast<double>(simulated.counters.total_cycles) / seconds},
      {"macs_per_second", static_cast<double>(layer.shape.macs()) / seconds}};
  if (!drawn.is_null()) result["simulation"]["waveform"] = drawn;
  return result;
}

}  // namespace

void work_on_layer(const RunPlan& plan, std::size_t index, const Options& options,
                   const TraceFiles& files, const WaveformFiles& waveforms,
                   const LayerProcess::Send& send) {
  const auto send_fault = [&](const std::string& what, const std::string& state) {
    send(message(Message::Kind::kFault, {{"message", what}, {"state", state}}));
  };
  try {
    send(message(Message::Kind::kResult,
                 simulate_layer(plan, index, options, files, waveforms, send)));
  } catch (const SimulatorFault& fault) {
    send_fault(fault.what(), fault.state());
  } catch (const std::bad_alloc&) {
    send_fault("out of memory", "");
  } catch (const std::exception& error) {
    send_fault(error.what(), "");
  } catch (...) {
    send_fault("unknown exception", "");
  }
}

}  // namespace eyeriss::sim
