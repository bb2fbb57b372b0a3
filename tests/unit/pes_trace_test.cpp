// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/pes_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/cluster_machines.h"
#include "tests/support/published_mappings.h"
#include "tests/support/temp_dir.h"

namespace eyeriss::sim {
namespace {

using ::testing::ElementsAre;

/// Half a unit for each idle cycle of a PE.
Machine machine(hw::AnyArchitecture architecture, EnergyTable::Unit unit) {
  EnergyTable table{
      .name = "idle",
      .technology = "none",
      .source = "none",
      .machines = family_of(architecture),
      .voltage_v = std::visit([](const auto& any) { return any.core_voltage_v; }, architecture),
      .unit = unit,
      .energies = {}};
  for (const EnergyAction& action : energy_actions(table.machines)) {
    const bool is_idle =
        action.component == EnergyComponent::kPeControl && action.name == "idle_cycle";
    table.energies.push_back(is_idle ? 0.5 : 0);
  }
  return {std::move(architecture), table};
}

Machine array_of(int rows, int columns, EnergyTable::Unit unit) {
  hw::Architecture architecture = test::eyeriss_v1();
  architecture.array = {.rows = rows, .columns = columns};
  return machine(architecture, unit);
}

/// 80 processing cycles of 100.
hw::LayerCounters layer_counters() {
  hw::LayerCounters counters;
  counters.total_cycles = 100;
  counters.hold_filter_cycles = 20;
  return counters;
}

hw::PeCounters pe_counters() {
  hw::PeCounters pe;
  pe.macs_active = 30;
  pe.macs_gated = 10;
  pe.mac_cycles = 40;
  pe.accumulate_cycles = 8;
  pe.wait_filter_cycles = 1;
  pe.wait_ifmap_cycles = 2;
  pe.wait_psum_in_cycles = 3;
  pe.wait_psum_out_cycles = 4;
  pe.bubble_cycles = 5;
  pe.mapped_cycles = 60;
  return pe;
}

std::vector<std::string> rows(const Machine& machine, const std::vector<hw::PeCounters>& pes) {
  const test::TempDir directory;
  const auto file = directory.path() / "pes.csv";
  PesTrace trace("l", machine, file);
  trace.add(layer_counters(), pes);
  trace.close();
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(PesTrace, HasARowForEveryPe) {
  std::vector<hw::PeCounters> pes(6);
  pes[4] = pe_counters();
  EXPECT_THAT(rows(array_of(2, 3, EnergyTable::Unit::kPicojoule), pes),
              ElementsAre("l,0,0,0,0,0,0,0,0,0,0,0,0,0,50", "l,0,1,0,0,0,0,0,0,0,0,0,0,0,50",
                          "l,0,2,0,0,0,0,0,0,0,0,0,0,0,50", "l,1,0,0,0,0,0,0,0,0,0,0,0,0,50",
                          "l,1,1,30,10,0,40,8,1,2,3,4,5,0.5,20", "l,1,2,0,0,0,0,0,0,0,0,0,0,0,50"));
}

TEST(PesTrace, HasNoEnergyWhereTheTableHasMultiples) {
  EXPECT_THAT(rows(array_of(1, 1, EnergyTable::Unit::kMac), {pe_counters()}),
              ElementsAre("l,0,0,30,10,0,40,8,1,2,3,4,5,0.5,"));
}

// Two clusters beside each other, of two PEs one above the other. A PE could do two MACs a cycle.
TEST(PesTrace, HasTheWholeGridOfAMachineOfClusters) {
  hw::ClusterArchitecture clusters = test::eyeriss_v2();
  clusters.grid = {.rows = 1, .columns = 2};
  clusters.cluster = {.pe_rows = 2, .pe_columns = 1};
  std::vector<hw::PeCounters> pes(4);
  pes[2] = pe_counters();
  pes[2].macs_skipped = 40;
  const auto lines = rows(machine(clusters, EnergyTable::Unit::kPicojoule), pes);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1], "l,0,1,0,0,0,0,0,0,0,0,0,0,0,50");
  EXPECT_EQ(lines[2], "l,1,0,30,10,40,40,8,1,2,3,4,5,0.5,20");
}

}  // namespace
}  // namespace eyeriss::sim
