// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/dram/dram_config.h"

namespace eyeriss::test {

/// A memory of fixed latency.
/// @param bytes_per_clock  0: unlimited bandwidth
inline hw::DramConfig ideal_dram(double clock_mhz, int latency_clocks, int burst_bytes = 64,
                                 double bytes_per_clock = 0) {
  hw::DramConfig dram{};
  dram.name = "ideal";
  dram.clock_mhz = clock_mhz;
  dram.burst_bytes = burst_bytes;
  dram.is_ideal = true;
  dram.ideal = {.latency_clocks = latency_clocks, .bytes_per_clock = bytes_per_clock};
  dram.channels = dram.ranks = dram.bank_groups = dram.banks = dram.rows = dram.columns = 1;
  dram.queue_entries = 32;
  return dram;
}

}  // namespace eyeriss::test
