// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/energy/cluster_energy_actions.h"
#include "sim/energy/cluster_widths.h"
#include "sim/energy/energy_model.h"
#include "tests/support/published_mappings.h"
#include "tests/unit/counts_example.h"

namespace eyeriss::sim {
namespace {

using test::cluster_counters;
using test::eyeriss_v2;
using test::one_flat_cluster;

std::string name_of(const EnergyAction& action) {
  return std::string(kEnergyComponents[static_cast<std::size_t>(action.component)]) + "." +
         std::string(action.name);
}

std::map<std::string, double> counts_on(const hw::AnyArchitecture& machine,
                                        const hw::LayerCounters& counters) {
  std::map<std::string, double> result;
  for (const EnergyAction& action : cluster_energy_actions()) {
    EXPECT_TRUE(result.emplace(name_of(action), action.count(machine, counters)).second);
  }
  return result;
}

// JETCAS 2019, section IV: the spads are 16 x 12 b, 9 x 4 b, 96 x 24 b and 16 x 7 b.
TEST(ClusterWidths, AreThoseOfThePublishedDesign) {
  const ClusterWidths widths(eyeriss_v2());
  EXPECT_EQ(widths.iact_word, 24);
  EXPECT_EQ(widths.weight_word, 24);
  EXPECT_EQ(widths.psum_word, 40);
  EXPECT_EQ(widths.iact_entry, 12);
  EXPECT_EQ(widths.iact_address, 4);
  EXPECT_EQ(widths.weight_entry, 24);
  EXPECT_EQ(widths.weight_address, 7);
}

TEST(ClusterWidths, OfWordsHoldValuesAsWellAsPairs) {
  hw::ClusterArchitecture machine = eyeriss_v2();
  machine.noc.iact.pairs = 3;
  machine.noc.weight.values = 4;
  EXPECT_EQ(ClusterWidths(machine).iact_word, 36);
  EXPECT_EQ(ClusterWidths(machine).weight_word, 32);
}

// Worked out by hand from cluster_counters().
TEST(ClusterEnergyActions, CountBitsOfThePublishedDesign) {
  const std::map<std::string, double> expected = {
      {"clock_network.clocked_pe_cycle", 100'000},
      {"clock_network.idle_pe_cycle", 92'000},
      {"clock_network.clocked_register_bit", 100'000.0 * (16 * 12 + 9 * 4 + 16 * 7 + 32 * 20)},
      {"ifmap_spad.bit_read", 500 * 12},
      {"ifmap_spad.bit_written", 70 * 12},
      {"ifmap_spad.address_bit_read", 40 * 4},
      {"ifmap_spad.address_bit_written", 30 * 4},
      {"filter_spad.bit_read", 600 * 24},
      {"filter_spad.bit_written", 80 * 24},
      {"filter_spad.address_bit_read", 90 * 7},
      {"filter_spad.address_bit_written", 20 * 7},
      {"psum_spad.bit_read", 900 * 20},
      {"psum_spad.bit_written", 800 * 20},
      {"mac.active", 90'000},
      {"mac.gated", 3'000},
      {"mac.idle_slot", 7'000},
      {"mac.psum_addition", 11'000},
      {"pe_control.mac_cycle", 60'000},
      {"pe_control.accumulate_cycle", 8'000},
      {"pe_control.stalled_cycle", 32'000},
      {"pe_control.idle_cycle", 92'000},
      {"pe_fifos.bit", 700 * 24 + 275 * 24 + 11'000 * 20 + 35 * 40},
      {"glb.bit_read", 201 * 24 + (121 + 71) * 20},
      {"glb.bit_written", 51 * 24 + 141 * 20},
      {"noc.router_bit", (200 + 150) * 24 + (81 + 60) * 24 + (30 + 35 + 25) * 40},
      // Iacts: 350 x 7 in clusters, 150 x 3.5 between them, 700 to PEs. Weights, to a row of 4 PEs
      // each: 141 x 5, 60 x 4, 275. Psums, a router per column of 3: 90 x 4, 25 x 3, 69; 400 local.
      {"noc.bit_pitch", 3675 * 24 + 1220 * 24 + (504 + 400) * 40},
      {"io_pads.bit_read", 3004},
      {"io_pads.bit_written", 309},
      {"top_control.cycle", 1000},
      {"dram.bit_read", 3004},
      {"dram.bit_written", 309}};
  EXPECT_EQ(counts_on(eyeriss_v2(), cluster_counters()), expected);
}

TEST(ClusterEnergyActions, CountBitsOfOneFlatCluster) {
  hw::LayerCounters counters = cluster_counters();
  counters.iact_hops = counters.weight_hops = counters.psum_hops = 0;
  const std::map<std::string, double> counts = counts_on(one_flat_cluster(), counters);
  EXPECT_EQ(counts.at("clock_network.idle_pe_cycle"), 92'000);
  EXPECT_EQ(counts.at("clock_network.clocked_register_bit"), 100'000.0 * (12 * 8 + 24 * 20));
  EXPECT_EQ(counts.at("ifmap_spad.bit_read"), 500 * 8);
  EXPECT_EQ(counts.at("filter_spad.bit_written"), 80 * 8);
  EXPECT_EQ(counts.at("psum_spad.bit_read"), 900 * 20);
  EXPECT_EQ(counts.at("pe_fifos.bit"), 700 * 8 + 275 * 32 + 11'000 * 20 + 35 * 80);
  EXPECT_EQ(counts.at("glb.bit_read"), 201 * 8 + (121 + 71) * 20);
  EXPECT_EQ(counts.at("noc.router_bit"), 200 * 8 + 81 * 32 + 65 * 80);
  // A word drives a bus past 12 rows and one past 16 columns.
  EXPECT_EQ(counts.at("noc.bit_pitch"),
            (200 * 28 + 700) * 8 + (81 * 28 + 275) * 32 + (65 * 28 + 69 + 400) * 80);
}

TEST(ClusterEnergyActions, StandByComponentInTheirOrder) {
  const auto actions = cluster_energy_actions();
  for (std::size_t i = 1; i < actions.size(); ++i) {
    EXPECT_LE(actions[i - 1].component, actions[i].component);
  }
}

/// Another energy for each action.
EnergyTable distinct_table() {
  EnergyTable table{.name = "distinct",
                    .technology = "none",
                    .source = "none",
                    .machines = MachineFamily::kClusters,
                    .voltage_v = 1.0,
                    .unit = EnergyTable::Unit::kPicojoule,
                    .energies = {}};
  for (std::size_t i = 0; i < cluster_energy_actions().size(); ++i) {
    table.energies.push_back(0.37 * static_cast<double>(i + 1));
  }
  return table;
}

/// Energies by component from counts by action and 0.37 pJ times an action's place in the list.
TEST(ClusterEnergy, IsCountsTimesTable) {
  const EnergyBreakdown breakdown = energy(distinct_table(), eyeriss_v2(), cluster_counters());
  EXPECT_DOUBLE_EQ(breakdown.of(EnergyComponent::kClockNetwork),
                   0.37 * (1 * 100'000.0 + 2 * 92'000.0 + 3 * 98'000'000.0));
  EXPECT_DOUBLE_EQ(breakdown.of(EnergyComponent::kMac),
                   0.37 * (14 * 90'000.0 + 15 * 3'000 + 16 * 7'000 + 17 * 11'000));
  EXPECT_DOUBLE_EQ(breakdown.of(EnergyComponent::kTopControl), 0.37 * 29 * 1000);
  EXPECT_DOUBLE_EQ(breakdown.dram(), 0.37 * (30 * 3004 + 31 * 309));
  double chip = 0;
  for (std::size_t i = 0; i + 1 < kEnergyComponents.size(); ++i) chip += breakdown.components[i];
  EXPECT_DOUBLE_EQ(breakdown.chip_total(), chip);
}

/// `times` of everything that energies depend on.
hw::LayerCounters multiple(std::uint64_t times) {
  hw::LayerCounters c = cluster_counters();
  c.total_cycles *= static_cast<noc::Cycle>(times);
  c.pe_mapped_cycles *= static_cast<noc::Cycle>(times);
  using L = hw::LayerCounters;
  for (const auto count :
       {&L::pe_mac_cycles, &L::pe_accumulate_cycles, &L::macs_active, &L::macs_gated,
        &L::macs_skipped, &L::idle_simd_slots, &L::psum_additions, &L::iact_hops, &L::weight_hops,
        &L::psum_hops, &L::glb_ifmap_read, &L::glb_ifmap_filled, &L::glb_psum_read,
        &L::glb_psum_written, &L::glb_psum_drained, &L::off_chip_ifmap_bits,
        &L::off_chip_filter_bits, &L::off_chip_ofmap_bits}) {
    c.*count *= times;
  }
  for (const auto spad : {&L::ifmap_spad, &L::filter_spad, &L::psum_spad, &L::iact_address_spad,
                          &L::weight_address_spad}) {
    (c.*spad).reads *= times;
    (c.*spad).writes *= times;
  }
  for (const auto network : {&L::ifmap_network, &L::filter_network, &L::psum_in_network,
                             &L::psum_out_network, &L::local_links}) {
    (c.*network).words *= times;
    (c.*network).deliveries *= times;
  }
  return c;
}

// So that intervals add up: an energy that has a constant or a product of counts in it fails.
TEST(ClusterEnergy, IsLinearInTheCounters) {
  const EnergyTable table = distinct_table();
  for (const hw::ClusterArchitecture& machine : {eyeriss_v2(), one_flat_cluster()}) {
    const EnergyBreakdown one = energy(table, machine, multiple(1));
    const EnergyBreakdown seven = energy(table, machine, multiple(7));
    for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
      EXPECT_GT(one.components[i], 0);
      EXPECT_NEAR(seven.components[i] / one.components[i], 7, 1e-12) << kEnergyComponents[i];
    }
  }
}

TEST(ClusterEnergy, ScalesTheCoreWithTheSquareOfTheVoltage) {
  hw::ClusterArchitecture machine = eyeriss_v2();
  const EnergyBreakdown at_1_0 = energy(distinct_table(), machine, cluster_counters());
  machine.core_voltage_v = 0.8;
  const EnergyBreakdown at_0_8 = energy(distinct_table(), machine, cluster_counters());
  for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
    const bool has_own_supply = kEnergyComponents[i] == "io_pads" || kEnergyComponents[i] == "dram";
    EXPECT_DOUBLE_EQ(at_0_8.components[i], at_1_0.components[i] * (has_own_supply ? 1 : 0.64));
  }
}

TEST(ClusterEnergy, RefusesTablesThatDoNotFit) {
  EXPECT_THROW(energy(distinct_table(), test::eyeriss_v1(), cluster_counters()),
               std::invalid_argument);
  EnergyTable table = distinct_table();
  table.machines = MachineFamily::kFlat;
  EXPECT_THROW(energy(table, eyeriss_v2(), cluster_counters()), std::invalid_argument);
  table = distinct_table();
  table.energies.pop_back();
  EXPECT_THROW(energy(table, eyeriss_v2(), cluster_counters()), std::invalid_argument);
}

}  // namespace
}  // namespace eyeriss::sim
