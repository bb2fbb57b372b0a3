// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/energy_statistics.h"

#include <nlohmann/json.hpp>
#include <string>

#include "sim/energy/energy_model.h"

namespace eyeriss::sim {

using nlohmann::ordered_json;

namespace {

/// Null where there is nothing to divide by.
ordered_json ratio(double value, double by) {
  return by > 0 ? ordered_json(value / by) : ordered_json();
}

}  // namespace

ordered_json energy_statistics(const Machine& machine, const hw::LayerCounters& counters) {
  const EnergyBreakdown breakdown = energy(machine.energy, machine.architecture, counters);
  ordered_json energies;
  for (std::size_t i = 0; i + 1 < kEnergyComponents.size(); ++i) {
    energies[std::string(kEnergyComponents[i])] = breakdown.components[i];
  }
  energies["chip_total"] = breakdown.chip_total();
  energies["dram"] = breakdown.dram();

  const double microseconds = static_cast<double>(counters.total_cycles) / machine.core_clock_mhz();
  const bool is_absolute = machine.energy.unit == EnergyTable::Unit::kPicojoule;
  return {{"energy_unit", is_absolute ? "pJ" : "MAC"},
          {"energy_pj", energies},
          {"power_mw",
           is_absolute ? ratio(breakdown.chip_total() * 1e-3, microseconds) : ordered_json()}};
}

ordered_json action_statistics(const Machine& machine, const hw::LayerCounters& counters) {
  ordered_json actions = ordered_json::object();
  for (const EnergyAction& action : energy_actions(machine.energy.machines)) {
    const auto component = kEnergyComponents[static_cast<std::size_t>(action.component)];
    actions[std::string(component)][std::string(action.name)] =
        action.count(machine.architecture, counters);
  }
  return {{"energy_actions", actions}};
}

ordered_json energy_totals(int batch, const std::vector<ordered_json>& layers) {
  ordered_json energies = ordered_json::object();
  double macs = 0;
  double milliseconds = 0;
  for (const ordered_json& layer : layers) {
    macs += layer.at("macs").get<double>();
    milliseconds += layer.at("latency_ms").at("total").get<double>();
    for (const auto& [component, value] : layer.at("energy_pj").items()) {
      energies[component] = energies.value(component, 0.0) + value.get<double>();
    }
  }
  const double chip = energies.at("chip_total").get<double>();
  ordered_json result = {{"energy_unit", layers.front().at("energy_unit")},
                         {"energy_pj", energies},
                         {"power_mw", nullptr},
                         {"inferences_per_j", nullptr},
                         {"gops_per_w", nullptr}};
  if (layers.front().at("power_mw").is_null()) return result;
  result["power_mw"] = ratio(chip * 1e-6, milliseconds);
  result["inferences_per_j"] = ratio(batch * 1e12, chip);
  result["gops_per_w"] = ratio(2 * macs * 1e3, chip);
  return result;
}

}  // namespace eyeriss::sim
