// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/totals.h"

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>

#include "sim/stats/energy_statistics.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// Adds numbers, member by member; leaves out lists.
void add(ordered_json& sum, const ordered_json& value) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (!member.is_array()) add(sum[key], member);
    }
  } else if (value.is_number_float()) {
    sum = (sum.is_null() ? 0.0 : sum.get<double>()) + value.get<double>();
  } else {
    sum = (sum.is_null() ? 0 : sum.get<std::uint64_t>()) + value.get<std::uint64_t>();
  }
}

using Number = std::function<double(const ordered_json&)>;

double weighted_mean(const std::vector<ordered_json>& layers, const Number& value,
                     const Number& weight) {
  double sum = 0;
  double weights = 0;
  for (const ordered_json& layer : layers) {
    sum += value(layer) * weight(layer);
    weights += weight(layer);
  }
  return sum / weights;
}

Number member(const char* key) {
  return [key](const ordered_json& layer) { return layer.at(key).get<double>(); };
}

double processing_ms(const ordered_json& layer) {
  return layer.at("latency_ms").at("processing").get<double>();
}

}  // namespace

ordered_json totals(const Machine& machine, int batch, const std::vector<ordered_json>& layers) {
  ordered_json result;
  result["layers"] = layers.size();
  if (layers.empty()) return result;

  const auto sum = [&](const char* key) {
    for (const ordered_json& layer : layers) {
      if (layer.contains(key)) add(result[key], layer[key]);
    }
  };
  for (const char* key : {"macs", "effectual_macs"}) sum(key);
  result["active_pes"] = weighted_mean(layers, member("active_pes"), processing_ms);
  result["pe_utilization"] = nullptr;  // holds its place: follows from the cycles
  for (const char* key : {"ifmap_zero_fraction", "ofmap_zero_fraction"}) {
    result[key] = weighted_mean(layers, member(key), member("macs"));
  }
  for (const char* key : {"passes", "cycles", "latency_ms"}) sum(key);
  result["inferences_per_s"] = batch / (result["latency_ms"]["total"].get<double>() / 1e3);
  for (const char* key : {"accesses", "pe_cycles", "stalls"}) sum(key);
  result.update(energy_totals(batch, layers));
  for (const char* key : {"energy_actions", "check"}) sum(key);

  const auto possible_macs =
      result["cycles"]["processing"].get<double>() * machine.macs_per_cycle();
  result["pe_utilization"] = result["macs"].get<double>() / possible_macs;
  return result;
}

}  // namespace eyeriss::sim
