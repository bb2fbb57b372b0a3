// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "hw/layer_counters.h"

namespace eyeriss::test {

/// Holds the counts of both families that follow from machine, shape and mapping alone, if data are
/// raw, to those of a simulation.
inline void expect_equal_common_counts(const hw::LayerCounters& predicted,
                                       const hw::LayerCounters& simulated) {
  using Network = hw::LayerCounters::Network;
  const auto network = [](const Network& a, const Network& b, const char* name) {
    EXPECT_EQ(a.words, b.words) << name;
    EXPECT_EQ(a.deliveries, b.deliveries) << name;
  };
  EXPECT_EQ(predicted.passes, simulated.passes);
  EXPECT_EQ(predicted.active_pes, simulated.active_pes);
  EXPECT_EQ(predicted.pe_mac_cycles, simulated.pe_mac_cycles);
  EXPECT_EQ(predicted.pe_accumulate_cycles, simulated.pe_accumulate_cycles);
  EXPECT_EQ(predicted.psum_additions, simulated.psum_additions);
  EXPECT_EQ(predicted.ifmap_spad.reads, simulated.ifmap_spad.reads);
  EXPECT_EQ(predicted.ifmap_spad.writes, simulated.ifmap_spad.writes);
  EXPECT_EQ(predicted.filter_spad.writes, simulated.filter_spad.writes);
  EXPECT_EQ(predicted.glb_ifmap_read, simulated.glb_ifmap_read);
  EXPECT_EQ(predicted.glb_psum_read, simulated.glb_psum_read);
  EXPECT_EQ(predicted.glb_psum_written, simulated.glb_psum_written);
  EXPECT_EQ(predicted.glb_ifmap_filled, simulated.glb_ifmap_filled);
  EXPECT_EQ(predicted.macs_active + predicted.macs_gated,
            simulated.macs_active + simulated.macs_gated);
  network(predicted.ifmap_network, simulated.ifmap_network, "ifmap network");
  network(predicted.filter_network, simulated.filter_network, "filter network");
  network(predicted.psum_in_network, simulated.psum_in_network, "psum input network");
  network(predicted.psum_out_network, simulated.psum_out_network, "psum output network");
  network(predicted.local_links, simulated.local_links, "local links");
}

}  // namespace eyeriss::test
