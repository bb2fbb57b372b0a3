// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/layer_statistics.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "sim/input/coding_reader.h"
#include "sim/input/mapping_reader.h"
#include "sim/stats/counts.h"
#include "sim/stats/effectual_macs.h"

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;
using nlohmann::ordered_json;

double zero_fraction(const std::vector<std::int16_t>& values) {
  const auto zeros = std::count(values.begin(), values.end(), std::int16_t{0});
  return static_cast<double>(zeros) / static_cast<double>(values.size());
}

/// Of core cycles.
double milliseconds(const Machine& machine, double cycles) {
  return cycles / (machine.core_clock_mhz() * 1e3);
}

}  // namespace

ordered_json coding_json(const hw::Layer& layer) {
  return {{"ifmap", name_of(layer.ifmap_coding)},
          {"weights", name_of(layer.weights_coding)},
          {"ofmap", name_of(layer.ofmap_coding)}};
}

ordered_json layer_statistics(const Machine& machine, const hw::Layer& layer,
                              const TensorSet& tensors, const SimulatedLayer& simulated) {
  const LayerCounters& counters = simulated.counters;
  const auto processing = static_cast<double>(counters.processing_cycles());
  const auto total = static_cast<double>(counters.total_cycles);
  const std::int64_t macs = layer.shape.macs();

  ordered_json result;
  result["macs"] = macs;
  result["effectual_macs"] = effectual_macs(layer.shape, tensors.values);
  result["active_pes"] = counters.active_pes;
  result["pe_utilization"] = static_cast<double>(macs) / (processing * machine.macs_per_cycle());
  result["ifmap_zero_fraction"] = zero_fraction(tensors.values.ifmap);
  result["ofmap_zero_fraction"] = zero_fraction(simulated.ofmap);
  if (tensors.chosen_bias) result["synthetic_bias"] = *tensors.chosen_bias;
  result["mapping"] = to_json(layer.mapping, machine.family());
  result["coding"] = coding_json(layer);
  for (const char* key : {"passes", "cycles", "latency_ms"}) result[key] = nullptr;  // in order
  for (const Count& count : counts(machine.architecture)) {
    result[ordered_json::json_pointer(count.path)] = count.value(machine.architecture, counters);
  }
  result["latency_ms"] = {{"processing", milliseconds(machine, processing)},
                          {"total", milliseconds(machine, total)}};
  return result;
}

}  // namespace eyeriss::sim
