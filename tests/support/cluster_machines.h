// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"
#include "tests/support/ideal_dram.h"

namespace eyeriss::test {

/// The published machine (JETCAS 2019), written down independently of the preset, before a memory
/// of unlimited bandwidth.
inline hw::ClusterArchitecture eyeriss_v2() {
  return {.name = "v2",
          .core_clock_mhz = 200,
          .core_voltage_v = 1.0,
          .grid = {.rows = 8, .columns = 2},
          .cluster = {.pe_rows = 3, .pe_columns = 4},
          .pe = {.is_sparse = true,
                 .macs_per_cycle = 2,
                 .iact_values = 16,
                 .iact_segments = 9,
                 .weight_columns = 16,
                 .weight_words = 96,
                 .psums = 32,
                 .overlaps_accumulation = true,
                 .forwards_psums = false,
                 .iact_fifo_words = 4,
                 .weight_fifo_words = 4,
                 .psum_fifo_words = 16,
                 .iact_fetch_stages = 2,
                 .weight_fetch_stages = 3,
                 .mac_stages = 2},
          .noc = {.iact = {.routers = 3,
                           .values = 3,
                           .pairs = 2,
                           .has_horizontal_links = true,
                           .has_vertical_links = true},
                  .weight = {.routers = 3,
                             .values = 3,
                             .pairs = 2,
                             .has_horizontal_links = true,
                             .has_vertical_links = false},
                  .psum = {.routers = 4, .values = 2, .reaches_all = false}},
          .glb = {.iact_bytes = 4608, .psum_bytes = 7680},
          .off_chip = {.buffer_bursts = 4,
                       .coding = {.first_ifmap = hw::Coding::kRaw,
                                  .ifmap = hw::Coding::kCsc,
                                  .weights = hw::Coding::kCsc,
                                  .weights_fastest = true,
                                  .ofmap = hw::Coding::kCsc}},
          .dram = ideal_dram(200, 0)};
}

/// The same mesh and GLB with dense PEs like those of the first chip.
inline hw::ClusterArchitecture eyeriss_v1_5() {
  hw::ClusterArchitecture machine = eyeriss_v2();
  machine.name = "v1.5";
  machine.pe = {.is_sparse = false,
                .macs_per_cycle = 1,
                .iact_values = 12,
                .iact_segments = 12,
                .weight_columns = 12,
                .weight_words = 224,
                .psums = 24,
                .overlaps_accumulation = false,
                .forwards_psums = true,
                .iact_fifo_words = 4,
                .weight_fifo_words = 4,
                .psum_fifo_words = 16,
                .iact_fetch_stages = 1,
                .weight_fetch_stages = 1,
                .mac_stages = 1};
  machine.off_chip.coding = {hw::Coding::kRaw, hw::Coding::kRaw, hw::Coding::kRaw, false,
                             hw::Coding::kRaw};
  return machine;
}

/// The first chip's flat buses with 12 x 16 of those PEs: one cluster.
inline hw::ClusterArchitecture eyeriss_v1_192() {
  hw::ClusterArchitecture machine = eyeriss_v1_5();
  machine.name = "v1-192";
  machine.grid = {.rows = 1, .columns = 1};
  machine.cluster = {.pe_rows = 12, .pe_columns = 16};
  machine.noc = {.iact = {.routers = 1,
                          .values = 1,
                          .pairs = 0,
                          .has_horizontal_links = false,
                          .has_vertical_links = false},
                 .weight = {.routers = 1,
                            .values = 4,
                            .pairs = 0,
                            .has_horizontal_links = false,
                            .has_vertical_links = false},
                 .psum = {.routers = 1, .values = 4, .reaches_all = true}};
  machine.glb = {.iact_bytes = 73728, .psum_bytes = 122880};
  return machine;
}

}  // namespace eyeriss::test
