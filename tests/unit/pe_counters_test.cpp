// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/pe_counters.h"

#include <gtest/gtest.h>

namespace eyeriss::hw {
namespace {

// Two PEs that count the same, on top of what the machine has counted already.
TEST(PeCounters, AddUpToThoseOfTheMachine) {
  PeCounters pe;
  pe.mac_cycles = 1;
  pe.macs_active = 2;
  pe.macs_gated = 3;
  pe.macs_skipped = 4;
  pe.idle_simd_slots = 5;
  pe.psum_additions = 6;
  pe.accumulate_cycles = 7;
  pe.wait_filter_cycles = 8;
  pe.wait_ifmap_cycles = 9;
  pe.wait_psum_in_cycles = 10;
  pe.wait_psum_out_cycles = 11;
  pe.bubble_cycles = 12;
  pe.mapped_cycles = 13;
  pe.ifmap_spad = {14, 15};
  pe.iact_address_spad = {16, 17};
  pe.filter_spad = {18, 19};
  pe.weight_address_spad = {20, 21};
  pe.psum_spad = {22, 23};
  pe.local_words = 24;
  pe.psum_hops = 25;
  pe.ifmap_words_in = 26;
  LayerCounters machine;
  machine.psum_hops = 1000;
  machine.total_cycles = 77;
  pe.add_to(machine);
  pe.add_to(machine);
  EXPECT_EQ(machine.pe_mac_cycles, 2u);
  EXPECT_EQ(machine.macs_active, 4u);
  EXPECT_EQ(machine.macs_gated, 6u);
  EXPECT_EQ(machine.macs_skipped, 8u);
  EXPECT_EQ(machine.idle_simd_slots, 10u);
  EXPECT_EQ(machine.psum_additions, 12u);
  EXPECT_EQ(machine.pe_accumulate_cycles, 14u);
  EXPECT_EQ(machine.pe_wait_filter_cycles, 16u);
  EXPECT_EQ(machine.pe_wait_ifmap_cycles, 18u);
  EXPECT_EQ(machine.pe_wait_psum_in_cycles, 20u);
  EXPECT_EQ(machine.pe_wait_psum_out_cycles, 22u);
  EXPECT_EQ(machine.pe_bubble_cycles, 24u);
  EXPECT_EQ(machine.pe_mapped_cycles, 26);
  EXPECT_EQ(machine.ifmap_spad.reads, 28u);
  EXPECT_EQ(machine.ifmap_spad.writes, 30u);
  EXPECT_EQ(machine.iact_address_spad.reads, 32u);
  EXPECT_EQ(machine.iact_address_spad.writes, 34u);
  EXPECT_EQ(machine.filter_spad.reads, 36u);
  EXPECT_EQ(machine.filter_spad.writes, 38u);
  EXPECT_EQ(machine.weight_address_spad.reads, 40u);
  EXPECT_EQ(machine.weight_address_spad.writes, 42u);
  EXPECT_EQ(machine.psum_spad.reads, 44u);
  EXPECT_EQ(machine.psum_spad.writes, 46u);
  EXPECT_EQ(machine.local_links.words, 48u);
  EXPECT_EQ(machine.psum_hops, 1050u);
  EXPECT_EQ(machine.total_cycles, 77);
  EXPECT_EQ(machine.ifmap_network.deliveries, 0u) << "counted by the network";
}

}  // namespace
}  // namespace eyeriss::hw
