// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"
#include "hw/layer_counters.h"
#include "tests/support/cluster_machines.h"

namespace eyeriss::test {

/// The same number of PEs in one cluster with flat buses of 8, 32 and 80 b; spads of 8 b values
/// that are not compressed.
inline hw::ClusterArchitecture one_flat_cluster() {
  hw::ClusterArchitecture machine = eyeriss_v2();
  machine.grid = {.rows = 1, .columns = 1};
  machine.cluster = {.pe_rows = 12, .pe_columns = 16};
  machine.pe.is_sparse = false;
  machine.pe.macs_per_cycle = 1;
  machine.pe.iact_values = 12;
  machine.pe.weight_words = 224;
  machine.pe.psums = 24;
  const hw::ClusterArchitecture::Port iact = {.routers = 1,
                                              .values = 1,
                                              .pairs = 0,
                                              .has_horizontal_links = false,
                                              .has_vertical_links = false};
  machine.noc = {
      .iact = iact, .weight = iact, .psum = {.routers = 1, .values = 4, .reaches_all = true}};
  machine.noc.weight.values = 4;
  return machine;
}

/// Counts that are easy to tell apart. 192 PEs in 1000 cycles are 192 000 PE cycles.
inline hw::LayerCounters cluster_counters() {
  hw::LayerCounters c;
  c.total_cycles = 1000;
  c.hold_filter_cycles = 11;
  c.hold_ifmap_cycles = 22;
  c.hold_ofmap_cycles = 44;
  c.passes = 6;
  c.pe_mapped_cycles = 100'000;
  c.pe_mac_cycles = 60'000;
  c.pe_accumulate_cycles = 8'000;
  c.macs_active = 90'000;
  c.macs_gated = 3'000;
  c.macs_skipped = 5'000;
  c.idle_simd_slots = 7'000;
  c.psum_additions = 11'000;
  c.ifmap_spad = {500, 70};
  c.iact_address_spad = {40, 30};
  c.filter_spad = {600, 80};
  c.weight_address_spad = {90, 20};
  c.psum_spad = {900, 800};
  c.ifmap_network = {200, 700};
  c.filter_network = {81, 275};
  c.psum_in_network = {30, 33};
  c.psum_out_network = {35, 36};
  c.local_links = {400, 401};
  c.iact_hops = 150;
  c.weight_hops = 60;
  c.psum_hops = 25;
  c.glb_ifmap_read = 201;
  c.glb_ifmap_filled = 51;
  c.glb_psum_read = 121;
  c.glb_psum_written = 141;
  c.glb_psum_drained = 71;
  c.off_chip_ifmap_bits = 1001;
  c.off_chip_filter_bits = 2003;
  c.off_chip_ofmap_bits = 309;
  c.raw_words = 555;
  c.pe_wait_filter_cycles = 1;
  c.pe_wait_ifmap_cycles = 2;
  c.pe_wait_psum_in_cycles = 3;
  c.pe_wait_psum_out_cycles = 4;
  c.pe_bubble_cycles = 7;
  c.router_wait_weight_cycles = 5;
  c.router_wait_iact_cycles = 6;
  c.dram.reads = 7;
  c.dram.writes = 8;
  return c;
}

}  // namespace eyeriss::test
