// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_model.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/energy/energy_reader.h"
#include "sim/input/json_reader.h"
#include "tests/support/published_mappings.h"

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;

/// Counts that are easy to tell apart. 168 PEs in 1000 cycles are 168 000 PE cycles.
LayerCounters example_counters() {
  LayerCounters c;
  c.total_cycles = 1000;
  c.pe_mapped_cycles = 100'000;
  c.pe_mac_cycles = 60'000;
  c.pe_accumulate_cycles = 8'000;
  c.macs_active = 45'000;
  c.macs_gated = 15'000;
  c.psum_additions = 8'000;
  c.ifmap_spad = {60'000, 700};
  c.filter_spad = {45'000, 1'100};
  c.psum_spad = {53'000, 45'001};
  c.ifmap_network = {200, 700};
  c.filter_network = {80, 275};
  c.psum_in_network = {30, 30};
  c.psum_out_network = {35, 35};
  c.glb_ifmap_read = 200;
  c.glb_filter_read = 320;
  c.glb_psum_read = 120;
  c.glb_psum_written = 140;
  c.glb_ifmap_filled = 50;
  c.glb_filter_filled = 60;
  c.glb_psum_drained = 70;
  c.link_words_read = 29;
  c.link_words_written = 17;
  return c;
}

std::span<const EnergyAction> flat_actions() { return energy_actions(MachineFamily::kFlat); }

EnergyTable zero_table() {
  return {.name = "zero",
          .technology = "none",
          .source = "none",
          .machines = MachineFamily::kFlat,
          .voltage_v = 1.0,
          .unit = EnergyTable::Unit::kPicojoule,
          .energies = std::vector<double>(flat_actions().size(), 0.0)};
}

std::string name_of(const EnergyAction& action) {
  return std::string(kEnergyComponents[static_cast<std::size_t>(action.component)]) + "." +
         std::string(action.name);
}

// What each action counts, worked out by hand from example_counters().
TEST(EnergyModel, CountsEachActionByItself) {
  const std::map<std::string, double> expected = {
      {"clock_network.cycle", 1000},
      {"clock_network.clocked_pe_cycle", 100'000},
      {"clock_network.idle_pe_cycle", 68'000},
      {"ifmap_spad.read", 60'000},
      {"ifmap_spad.write", 700},
      {"ifmap_spad.clocked_pe_cycle", 100'000},
      {"filter_spad.read", 45'000},
      {"filter_spad.write", 1'100},
      {"filter_spad.clocked_pe_cycle", 100'000},
      {"psum_spad.read", 53'000},
      {"psum_spad.write", 45'001},
      {"psum_spad.clocked_pe_cycle", 100'000},
      {"mac.active", 45'000},
      {"mac.gated", 15'000},
      {"mac.psum_addition", 8'000},
      {"pe_control.active_mac_cycle", 45'000},
      {"pe_control.gated_mac_cycle", 15'000},
      {"pe_control.accumulate_cycle", 8'000},
      {"pe_control.stalled_cycle", 100'000 - 60'000 - 8'000},
      {"pe_control.idle_cycle", 68'000},
      {"pe_fifos.word", 700 + 1'100 + 8'000 + 140},
      {"glb.read", 200 + 320 + 120 + 70},
      {"glb.write", 140 + 50 + 60},
      {"noc.word", 200 + 320 + 120 + 140},
      {"noc.delivery", 700 + 1'100 + 120 + 140},
      {"noc.local_word", 8'000 - 120},
      {"io_pads.word_read", 29},
      {"io_pads.word_written", 17},
      {"top_control.cycle", 1000},
      {"dram.word_read", 29},
      {"dram.word_written", 17}};
  EXPECT_EQ(expected.size(), flat_actions().size());
  for (std::size_t i = 0; i < flat_actions().size(); ++i) {
    const EnergyAction& action = flat_actions()[i];
    SCOPED_TRACE(name_of(action));
    EnergyTable table = zero_table();
    table.energies[i] = 0.5;
    const EnergyBreakdown breakdown = energy(table, test::eyeriss_v1(), example_counters());
    const double picojoules = 0.5 * expected.at(name_of(action));
    EXPECT_DOUBLE_EQ(breakdown.of(action.component), picojoules);
    const bool is_dram = action.component == EnergyComponent::kDram;
    EXPECT_DOUBLE_EQ(breakdown.chip_total(), is_dram ? 0 : picojoules);
    EXPECT_DOUBLE_EQ(breakdown.dram(), is_dram ? picojoules : 0);
  }
}

TEST(EnergyModel, ActionsStandByComponentInTheirOrder) {
  for (std::size_t i = 1; i < flat_actions().size(); ++i) {
    EXPECT_LE(flat_actions()[i - 1].component, flat_actions()[i].component);
  }
}

EnergyTable distinct_table() {
  EnergyTable table = zero_table();
  for (std::size_t i = 0; i < flat_actions().size(); ++i)
    table.energies[i] = 0.37 * static_cast<double>(i + 1);
  return table;
}

TEST(EnergyModel, OfAnEmptyTableIsNothing) {
  const EnergyBreakdown breakdown = energy(zero_table(), test::eyeriss_v1(), example_counters());
  for (const double component : breakdown.components) EXPECT_EQ(component, 0);
  EXPECT_EQ(breakdown.chip_total(), 0);
}

TEST(EnergyModel, OfNoCountsIsNothing) {
  const EnergyBreakdown breakdown = energy(distinct_table(), test::eyeriss_v1(), LayerCounters{});
  for (const double component : breakdown.components) EXPECT_EQ(component, 0);
}

TEST(EnergyModel, ChipTotalIsTheSumOfItsComponents) {
  const EnergyBreakdown breakdown =
      energy(distinct_table(), test::eyeriss_v1(), example_counters());
  double sum = 0;
  for (std::size_t i = 0; i + 1 < kEnergyComponents.size(); ++i) sum += breakdown.components[i];
  EXPECT_DOUBLE_EQ(breakdown.chip_total(), sum);
  EXPECT_EQ(kEnergyComponents.back(), "dram");
}

/// A third of each count, and what remains: the counters of two intervals.
std::pair<LayerCounters, LayerCounters> split(const LayerCounters& whole) {
  LayerCounters part;
  LayerCounters rest = whole;
  const auto divide = [](auto& a, auto& b) {
    a = b / 3;
    b -= a;
  };
  divide(part.total_cycles, rest.total_cycles);
  divide(part.pe_mapped_cycles, rest.pe_mapped_cycles);
  for (const auto count : {&LayerCounters::pe_mac_cycles, &LayerCounters::pe_accumulate_cycles,
                           &LayerCounters::macs_active, &LayerCounters::macs_gated,
                           &LayerCounters::psum_additions, &LayerCounters::glb_ifmap_read,
                           &LayerCounters::glb_filter_read, &LayerCounters::glb_psum_read,
                           &LayerCounters::glb_psum_written, &LayerCounters::glb_ifmap_filled,
                           &LayerCounters::glb_filter_filled, &LayerCounters::glb_psum_drained,
                           &LayerCounters::link_words_read, &LayerCounters::link_words_written}) {
    divide(part.*count, rest.*count);
  }
  for (const auto spad :
       {&LayerCounters::ifmap_spad, &LayerCounters::filter_spad, &LayerCounters::psum_spad}) {
    divide((part.*spad).reads, (rest.*spad).reads);
    divide((part.*spad).writes, (rest.*spad).writes);
  }
  divide(part.ifmap_network.words, rest.ifmap_network.words);
  divide(part.ifmap_network.deliveries, rest.ifmap_network.deliveries);
  return {part, rest};
}

TEST(EnergyModel, EnergiesOfPartsAddUpToThatOfTheWhole) {
  const auto [part, rest] = split(example_counters());
  const hw::Architecture chip = test::eyeriss_v1();
  const EnergyBreakdown a = energy(distinct_table(), chip, part);
  const EnergyBreakdown b = energy(distinct_table(), chip, rest);
  const EnergyBreakdown whole = energy(distinct_table(), chip, example_counters());
  for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
    EXPECT_GT(a.components[i], 0);
    EXPECT_NEAR((a.components[i] + b.components[i]) / whole.components[i], 1, 1e-14);
  }
}

TEST(EnergyModel, ScalesTheCoreWithTheSquareOfTheVoltage) {
  hw::Architecture chip = test::eyeriss_v1();
  const EnergyBreakdown at_1_0 = energy(distinct_table(), chip, example_counters());
  chip.core_voltage_v = 0.8;
  const EnergyBreakdown at_0_8 = energy(distinct_table(), chip, example_counters());
  EnergyTable table = distinct_table();
  table.voltage_v = 0.8;
  const EnergyBreakdown at_own_voltage = energy(table, chip, example_counters());
  for (std::size_t i = 0; i < kEnergyComponents.size(); ++i) {
    const bool has_own_supply = kEnergyComponents[i] == "io_pads" || kEnergyComponents[i] == "dram";
    EXPECT_DOUBLE_EQ(at_0_8.components[i], at_1_0.components[i] * (has_own_supply ? 1 : 0.64));
    EXPECT_DOUBLE_EQ(at_own_voltage.components[i], at_1_0.components[i]);
  }
}

// ISCA 2016: MAC 1, scratch pad 1, PE to PE 2, global buffer 6, DRAM 200 per word of 16 b.
TEST(EnergyModel, NormalizedTableIsTheHierarchyOfTheDataflowPaper) {
  const auto document = read_json(EYERISS_SOURCE_DIR "/hw/presets/energy/normalized.json");
  const EnergyTable table =
      read_energy_table(JsonValue(document, "normalized.json"), MachineFamily::kFlat);
  const EnergyBreakdown breakdown = energy(table, test::eyeriss_v1(), example_counters());
  const double spads = 60'000 + 700 + 45'000 + 1'100 + 53'000 + 45'001;
  const double local = 8'000 - 120;
  const double glb = 200 + 320 + 120 + 70 + 140 + 50 + 60;
  EXPECT_DOUBLE_EQ(breakdown.chip_total(), 45'000 + spads + 2 * local + 6 * glb);
  EXPECT_DOUBLE_EQ(breakdown.dram(), 200 * 4 * (29 + 17));
}

}  // namespace
}  // namespace eyeriss::sim
