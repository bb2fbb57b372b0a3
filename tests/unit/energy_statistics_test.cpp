// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/energy_statistics.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <variant>

#include "sim/energy/energy_actions.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// 3 pJ a cycle of the clock network, 100 pJ a link word in the pads and 5000 in the DRAM.
Machine simple_machine() {
  EnergyTable table{.name = "simple",
                    .technology = "none",
                    .source = "none",
                    .machines = MachineFamily::kFlat,
                    .voltage_v = 1.0,
                    .unit = EnergyTable::Unit::kPicojoule,
                    .energies = {}};
  for (const EnergyAction& action : energy_actions(MachineFamily::kFlat)) {
    const auto is_of = [&](EnergyComponent component) { return action.component == component; };
    table.energies.push_back(0);
    double& energy = table.energies.back();
    if (is_of(EnergyComponent::kClockNetwork) && action.name == "cycle") energy = 3;
    if (is_of(EnergyComponent::kIoPads)) energy = 100;
    if (is_of(EnergyComponent::kDram)) energy = 5000;
  }
  return {test::eyeriss_v1(), table};
}

hw::LayerCounters counters(noc::Cycle cycles, std::uint64_t words) {
  hw::LayerCounters result;
  result.total_cycles = cycles;
  result.link_words_read = words;
  return result;
}

TEST(EnergyStatistics, GiveEnergyByComponentAndChipPower) {
  const ordered_json result = energy_statistics(simple_machine(), counters(1000, 20));
  EXPECT_EQ(result["energy_pj"].size(), kEnergyComponents.size() + 1);
  EXPECT_DOUBLE_EQ(result["energy_pj"]["clock_network"].get<double>(), 3000);
  EXPECT_DOUBLE_EQ(result["energy_pj"]["io_pads"].get<double>(), 2000);
  EXPECT_DOUBLE_EQ(result["energy_pj"]["glb"].get<double>(), 0);
  EXPECT_DOUBLE_EQ(result["energy_pj"]["chip_total"].get<double>(), 5000);
  EXPECT_DOUBLE_EQ(result["energy_pj"]["dram"].get<double>(), 100'000);
  // 5000 pJ in 1000 cycles of 5 ns: 1 pJ a ns is 1 mW.
  EXPECT_DOUBLE_EQ(result["power_mw"].get<double>(), 1);
}

TEST(EnergyStatistics, PowerGoesWithTheClock) {
  Machine machine = simple_machine();
  std::get<hw::Architecture>(machine.architecture).core_clock_mhz = 100;
  const ordered_json result = energy_statistics(machine, counters(1000, 20));
  EXPECT_DOUBLE_EQ(result["energy_pj"]["chip_total"].get<double>(), 5000);
  EXPECT_DOUBLE_EQ(result["power_mw"].get<double>(), 0.5);
}

TEST(EnergyStatistics, MultiplesOfAMacHaveNoPower) {
  Machine machine = simple_machine();
  machine.energy.unit = EnergyTable::Unit::kMac;
  ordered_json layer = energy_statistics(machine, counters(1000, 20));
  EXPECT_DOUBLE_EQ(layer["energy_pj"]["chip_total"].get<double>(), 5000);
  EXPECT_TRUE(layer["power_mw"].is_null());
  layer["macs"] = 10;
  layer["latency_ms"]["total"] = 0.005;
  const ordered_json totals = energy_totals(1, {layer, layer});
  EXPECT_DOUBLE_EQ(totals["energy_pj"]["chip_total"].get<double>(), 10'000);
  for (const char* key : {"power_mw", "inferences_per_j", "gops_per_w"}) {
    EXPECT_TRUE(totals.at(key).is_null()) << key;
  }
}

/// A layer of that many MACs and milliseconds at 200 MHz.
ordered_json layer(std::int64_t macs, double milliseconds) {
  ordered_json result = energy_statistics(
      simple_machine(), counters(static_cast<noc::Cycle>(milliseconds * 200'000), 0));
  result["macs"] = macs;
  result["latency_ms"]["total"] = milliseconds;
  return result;
}

// 3 pJ a cycle at 200 MHz are 0.6 mW, in 1 + 3 ms 2.4 uJ. Two inferences take that, so 1 J is
// enough for 833 333; 6 * 10^6 MACs are 12 * 10^6 operations, so 1 J is enough for 5 * 10^12.
TEST(EnergyTotals, AreSumsAndRatesByChipEnergy) {
  const ordered_json totals = energy_totals(2, {layer(2'000'000, 1), layer(4'000'000, 3)});
  EXPECT_DOUBLE_EQ(totals["energy_pj"]["clock_network"].get<double>(), 2.4e6);
  EXPECT_DOUBLE_EQ(totals["energy_pj"]["chip_total"].get<double>(), 2.4e6);
  EXPECT_DOUBLE_EQ(totals["power_mw"].get<double>(), 0.6);
  EXPECT_DOUBLE_EQ(totals["inferences_per_j"].get<double>(), 2 / 2.4e-6);
  EXPECT_DOUBLE_EQ(totals["gops_per_w"].get<double>(), 5000);
}

TEST(EnergyTotals, OfNoEnergyHaveNoRates) {
  Machine machine = simple_machine();
  for (double& energy : machine.energy.energies) energy = 0;
  ordered_json nothing = energy_statistics(machine, counters(1000, 1));
  nothing["macs"] = 1;
  nothing["latency_ms"]["total"] = 0.005;
  const ordered_json totals = energy_totals(1, {nothing});
  EXPECT_EQ(totals["power_mw"], 0);
  EXPECT_TRUE(totals["inferences_per_j"].is_null());
  EXPECT_TRUE(totals["gops_per_w"].is_null());
}

}  // namespace
}  // namespace eyeriss::sim
