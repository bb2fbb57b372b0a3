// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_job.h"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/golden/golden_model.h"
#include "sim/input/tensors.h"
#include "sim/run/layer_simulation.h"
#include "sim/run/output_check.h"
#include "sim/run/tensor_dump.h"
#include "sim/stats/layer_statistics.h"

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

ordered_json simulate_layer(const RunPlan& plan, const PlannedLayer& planned,
                            const Options& options, const LayerProcess::Send& send) {
  const hw::Layer& layer = planned.layer;
  const TensorSet tensors = make_tensors(plan.workload, planned.source, options.seed);

  Schedule schedule;
  schedule.every_cycle = options.every_cycle;
  schedule.freeze = is_injected("EYERISS_SIM_INJECT_FAULT", layer.name);
  const auto report = [&](const Progress& progress) {
    send(message(Message::Kind::kProgress, {{"cycle", progress.cycle}, {"share", progress.share}}));
  };
  const Clock::time_point start = Clock::now();
  SimulatedLayer simulated = simulate(plan.architecture, layer, tensors.values, schedule, report);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (is_injected("EYERISS_SIM_INJECT_MISMATCH", layer.name)) simulated.ofmap.back() ^= 1;

  if (options.dump_tensors) {
    dump_tensors(*options.dump_tensors, planned.source, tensors.values, simulated.ofmap);
  }
  ordered_json result = {{"name", layer.name}, {"status", "unchecked"}};
  result.update(layer_statistics(plan.architecture, layer, tensors, simulated));
  if (options.check) {
    const OutputCheck check =
        compare_outputs(layer.shape, simulated.ofmap, golden_ofmap(layer, tensors.values));
    result["status"] = check.mismatches == 0 ? "ok" : "mismatch";
    result["check"] = to_json(check);
  }
  result["simulation"] = {
      {"wall_seconds", seconds},
      {"cycles_per_second", static_cast<double>(simulated.counters.total_cycles) / seconds},
      {"macs_per_second", static_cast<double>(layer.shape.macs()) / seconds}};
  return result;
}

}  // namespace

void work_on_layer(const RunPlan& plan, std::size_t index, const Options& options,
                   const LayerProcess::Send& send) {
  const auto send_fault = [&](const std::string& what, const std::string& state) {
    send(message(Message::Kind::kFault, {{"message", what}, {"state", state}}));
  };
  try {
    send(message(Message::Kind::kResult, simulate_layer(plan, plan.layers[index], options, send)));
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
