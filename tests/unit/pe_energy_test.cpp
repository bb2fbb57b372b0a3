// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/pe_energy.h"

#include <gtest/gtest.h>

#include <map>
#include <variant>

#include "tests/support/cluster_machines.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using enum EnergyComponent;

/// One energy for all actions of a component; for those not named one that would show.
EnergyTable table_of(const hw::AnyArchitecture& machine,
                     const std::map<EnergyComponent, double>& energies) {
  constexpr double kNotOfPes = 1e18;
  EnergyTable table{
      .name = "by component",
      .technology = "none",
      .source = "none",
      .machines = family_of(machine),
      .voltage_v = std::visit([](const auto& any) { return any.core_voltage_v; }, machine),
      .unit = EnergyTable::Unit::kPicojoule,
      .energies = {}};
  for (const EnergyAction& action : energy_actions(table.machines)) {
    const auto energy = energies.find(action.component);
    table.energies.push_back(energy == energies.end() ? kNotOfPes : energy->second);
  }
  return table;
}

// Two digits of the sum for each component. Of 50 cycles 20 are clocked, 10 of them with MACs and 3
// with additions. A spad takes energy with each access and clocked cycle, control with each cycle.
TEST(PeEnergy, OfAFlatMachineIsThatOfTheActionsInThePe) {
  hw::PeCounters pe;
  pe.mac_cycles = 10;
  pe.macs_active = 6;
  pe.macs_gated = 4;
  pe.psum_additions = 3;
  pe.accumulate_cycles = 3;
  pe.mapped_cycles = 20;
  pe.ifmap_spad = {10, 5};
  pe.filter_spad = {6, 7};
  pe.psum_spad = {9, 6};
  pe.ifmap_words_in = 5;
  pe.filter_words_in = 2;
  pe.psum_words_out = 1;
  pe.psums_out = 2;
  const EnergyTable table = table_of(test::eyeriss_v1(), {{kIfmapSpad, 1},
                                                          {kFilterSpad, 1e2},
                                                          {kPsumSpad, 1e4},
                                                          {kMac, 1e6},
                                                          {kPeControl, 1e8},
                                                          {kPeFifos, 1e10}});
  const double fifo_words = 5 + 7 + 3 + 2;
  EXPECT_DOUBLE_EQ(PeEnergy(table, test::eyeriss_v1()).of(pe, 50),
                   fifo_words * 1e10 + 50 * 1e8 + (6 + 4 + 3) * 1e6 + (9 + 6 + 20) * 1e4 +
                       (6 + 7 + 20) * 1e2 + (10 + 5 + 20));
}

// The same in bits: entries of the spads have 12, 24 and 20 b, addresses 4 and 7 b, words of the
// networks 24, 24 and 40 b.
TEST(PeEnergy, OfAMachineOfClustersIsThatOfTheActionsInThePe) {
  hw::PeCounters pe;
  pe.mac_cycles = 5;
  pe.macs_active = 6;
  pe.macs_gated = 1;
  pe.macs_skipped = 77;
  pe.idle_simd_slots = 2;
  pe.psum_additions = 3;
  pe.accumulate_cycles = 2;
  pe.mapped_cycles = 20;
  pe.ifmap_spad = {2, 3};
  pe.iact_address_spad = {1, 2};
  pe.filter_spad = {4, 1};
  pe.weight_address_spad = {1, 1};
  pe.psum_spad = {3, 2};
  pe.ifmap_words_in = 4;
  pe.filter_words_in = 2;
  pe.psum_words_out = 1;
  const EnergyTable table = table_of(test::eyeriss_v2(), {{kMac, 1},
                                                          {kPeControl, 1e2},
                                                          {kIfmapSpad, 1e4},
                                                          {kPsumSpad, 1e6},
                                                          {kFilterSpad, 1e9},
                                                          {kPeFifos, 1e12}});
  const double fifo_bits = 4 * 24 + 2 * 24 + 3 * 20 + 40;
  EXPECT_DOUBLE_EQ(PeEnergy(table, test::eyeriss_v2()).of(pe, 50),
                   fifo_bits * 1e12 + (5 * 24 + 2 * 7) * 1e9 + 5 * 20 * 1e6 +
                       (5 * 12 + 3 * 4) * 1e4 + 50 * 1e2 + (6 + 1 + 2 + 3));
}

TEST(PeEnergy, OfAnIdlePeIsThatOfItsIdleCycles) {
  const EnergyTable table = table_of(test::eyeriss_v1(), {{kIfmapSpad, 7},
                                                          {kFilterSpad, 7},
                                                          {kPsumSpad, 7},
                                                          {kMac, 7},
                                                          {kPeControl, 3},
                                                          {kPeFifos, 7}});
  EXPECT_DOUBLE_EQ(PeEnergy(table, test::eyeriss_v1()).of({}, 50), 50 * 3);
}

}  // namespace
}  // namespace eyeriss::sim
