// SPDX-License-Identifier: Apache-2.0
// Random layers on both families of machines: what the PEs count adds up to what the machine, its
// networks and its GLB count, and so does their energy. That it is the same in every schedule the
// tests of schedules ask.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "hw/cluster/cluster_placement.h"
#include "hw/mapping/placement.h"
#include "sim/energy/energy_model.h"
#include "sim/energy/pe_energy.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

using hw::LayerCounters;
using hw::PeCounters;

constexpr int kLayers = 60;

/// An energy for each action that no other has.
sim::EnergyTable distinct_table(sim::MachineFamily family) {
  sim::EnergyTable table{.name = "distinct",
                         .technology = "none",
                         .source = "none",
                         .machines = family,
                         .voltage_v = 0.9,
                         .unit = sim::EnergyTable::Unit::kPicojoule,
                         .energies = {}};
  for (std::size_t i = 0; i < sim::energy_actions(family).size(); ++i)
    table.energies.push_back(0.1 + 0.7 * static_cast<double>(i * i % 31));
  return table;
}

std::uint64_t sum(const std::vector<PeCounters>& pes, PeCounters::Count PeCounters::*count) {
  std::uint64_t total = 0;
  for (const PeCounters& pe : pes) total += pe.*count;
  return total;
}

PeCounters::Spad sum(const std::vector<PeCounters>& pes, PeCounters::Spad PeCounters::*spad) {
  PeCounters::Spad total;
  for (const PeCounters& pe : pes) {
    total.reads += (pe.*spad).reads;
    total.writes += (pe.*spad).writes;
  }
  return total;
}

void expect_equal(const PeCounters::Spad& a, const PeCounters::Spad& b, const char* spad) {
  EXPECT_EQ(a.reads, b.reads) << spad;
  EXPECT_EQ(a.writes, b.writes) << spad;
}

void expect_sums(const std::vector<PeCounters>& pes, const LayerCounters& all) {
  EXPECT_EQ(sum(pes, &PeCounters::mac_cycles), all.pe_mac_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::macs_active), all.macs_active);
  EXPECT_EQ(sum(pes, &PeCounters::macs_gated), all.macs_gated);
  EXPECT_EQ(sum(pes, &PeCounters::macs_skipped), all.macs_skipped);
  EXPECT_EQ(sum(pes, &PeCounters::idle_simd_slots), all.idle_simd_slots);
  EXPECT_EQ(sum(pes, &PeCounters::psum_additions), all.psum_additions);
  EXPECT_EQ(sum(pes, &PeCounters::accumulate_cycles), all.pe_accumulate_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::wait_filter_cycles), all.pe_wait_filter_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::wait_ifmap_cycles), all.pe_wait_ifmap_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::wait_psum_in_cycles), all.pe_wait_psum_in_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::wait_psum_out_cycles), all.pe_wait_psum_out_cycles);
  EXPECT_EQ(sum(pes, &PeCounters::bubble_cycles), all.pe_bubble_cycles);
  expect_equal(sum(pes, &PeCounters::ifmap_spad), all.ifmap_spad, "ifmap");
  expect_equal(sum(pes, &PeCounters::filter_spad), all.filter_spad, "filter");
  expect_equal(sum(pes, &PeCounters::psum_spad), all.psum_spad, "psum");
  // Counted by the networks, too.
  EXPECT_EQ(sum(pes, &PeCounters::ifmap_words_in), all.ifmap_network.deliveries);
  EXPECT_EQ(sum(pes, &PeCounters::filter_words_in), all.filter_network.deliveries);
  EXPECT_EQ(sum(pes, &PeCounters::psum_words_out), all.psum_out_network.words);
}

/// Each PE has been mapped while it did anything, and only while the layer ran; as many as the pass
/// with most PEs uses have, or more.
void expect_possible(const std::vector<PeCounters>& pes, const LayerCounters& all) {
  std::uint64_t mapped = 0;
  for (const PeCounters& pe : pes) {
    mapped += pe.mapped_cycles > 0 ? 1 : 0;
    EXPECT_LE(pe.mapped_cycles, all.total_cycles);
    EXPECT_GE(pe.mapped_cycles, static_cast<noc::Cycle>(pe.mac_cycles + pe.accumulate_cycles));
    if (pe.mapped_cycles == 0) {
      EXPECT_EQ(pe.ifmap_words_in + pe.macs_skipped, 0u);
    }
  }
  EXPECT_GE(mapped, all.active_pes);
}

using Place = std::pair<int, int>;  // row and column of the machine

void expect_only(const std::set<Place>& places, const std::vector<PeCounters>& pes, int columns) {
  for (std::size_t i = 0; i < pes.size(); ++i) {
    if (pes[i].mapped_cycles == 0) continue;
    const auto number = static_cast<int>(i);
    EXPECT_TRUE(places.contains({number / columns, number % columns})) << number;
  }
}

std::set<Place> places_of(const test::RandomLayer& random) {
  const hw::Placement placement(random.architecture, random.layer.shape, random.layer.mapping);
  std::set<Place> places;
  for (const hw::PeSite& site : placement.sites()) places.emplace(site.row, site.column);
  return places;
}

std::set<Place> places_of(const test::RandomClusterLayer& random) {
  const hw::ClusterPlacement placement(random.architecture, random.layer.shape,
                                       random.layer.mapping);
  const auto& [grid, cluster] = std::pair(random.architecture.grid, random.architecture.cluster);
  std::set<Place> places;
  for (const hw::ClusterSite& site : placement.sites()) {
    places.emplace(site.cluster / grid.columns * cluster.pe_rows + site.pe_row,
                   site.cluster % grid.columns * cluster.pe_columns + site.pe_column);
  }
  return places;
}

void expect_energies(const std::vector<PeCounters>& pes, const LayerCounters& all,
                     const hw::AnyArchitecture& architecture) {
  const sim::EnergyTable table = distinct_table(sim::family_of(architecture));
  const sim::PeEnergy energy(table, architecture);
  double of_pes = 0;
  for (const PeCounters& pe : pes) of_pes += energy.of(pe, all.total_cycles);
  const sim::EnergyBreakdown breakdown = sim::energy(table, architecture, all);
  double components = 0;
  for (const char* name :
       {"ifmap_spad", "filter_spad", "psum_spad", "mac", "pe_control", "pe_fifos"}) {
    for (std::size_t i = 0; i < sim::kEnergyComponents.size(); ++i) {
      if (sim::kEnergyComponents[i] == name) components += breakdown.components[i];
    }
  }
  EXPECT_NEAR(of_pes, components, 1e-9 * components);
}

TEST(PeCounters, OfFlatMachinesAddUp) {
  const int layers = test::property_layers(kLayers);
  for (int index = 0; index < layers && !testing::Test::HasFailure(); ++index) {
    const test::TempDir directory;
    const auto random = test::random_layer(7000 + static_cast<std::uint64_t>(index), directory);
    SCOPED_TRACE(random.description);
    const auto [all, pes, ofmap] =
        test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
    ASSERT_EQ(pes.size(), static_cast<std::size_t>(random.architecture.pes()));
    expect_sums(pes, all);
    EXPECT_EQ(sum(pes, &PeCounters::macs_active) + sum(pes, &PeCounters::macs_gated),
              static_cast<std::uint64_t>(random.layer.shape.macs()));
    EXPECT_EQ(sum(pes, &PeCounters::psums_out), all.glb_psum_written);
    expect_possible(pes, all);
    expect_only(places_of(random), pes, random.architecture.array.columns);
    expect_energies(pes, all, random.architecture);
  }
}

TEST(PeCounters, OfMachinesOfClustersAddUp) {
  const int layers = test::property_layers(kLayers);
  for (int index = 0; index < layers && !testing::Test::HasFailure(); ++index) {
    const auto random = test::random_cluster_layer(70'000 + static_cast<std::uint64_t>(index),
                                                   test::ClusterMachines::kAny);
    SCOPED_TRACE(random.description);
    const auto [all, pes, ofmap] =
        test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
    ASSERT_EQ(pes.size(), static_cast<std::size_t>(random.architecture.pes()));
    expect_sums(pes, all);
    EXPECT_EQ(sum(pes, &PeCounters::macs_active) + sum(pes, &PeCounters::macs_gated) +
                  sum(pes, &PeCounters::macs_skipped),
              static_cast<std::uint64_t>(random.layer.shape.macs()));
    expect_equal(sum(pes, &PeCounters::iact_address_spad), all.iact_address_spad, "iact address");
    expect_equal(sum(pes, &PeCounters::weight_address_spad), all.weight_address_spad,
                 "weight address");
    EXPECT_EQ(sum(pes, &PeCounters::local_words), all.local_links.words);
    expect_possible(pes, all);
    expect_only(places_of(random), pes,
                random.architecture.grid.columns * random.architecture.cluster.pe_columns);
    expect_energies(pes, all, random.architecture);
  }
}

}  // namespace
}  // namespace eyeriss
