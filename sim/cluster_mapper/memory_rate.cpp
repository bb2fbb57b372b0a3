// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/memory_rate.h"

#include <cmath>

namespace eyeriss::sim {
namespace {

double bytes_per_clock(const hw::DramConfig& dram) {
  if (dram.is_ideal) return dram.ideal.bytes_per_clock;
  return static_cast<double>(dram.channels) * dram.burst_bytes / dram.burst_clocks;
}

}  // namespace

MemoryRate::MemoryRate(const hw::DramConfig& dram, double core_clock_mhz) {
  const double core_cycles_per_clock = core_clock_mhz / dram.clock_mhz;
  const double bits = 8 * bytes_per_clock(dram);
  cycles_per_bit = bits > 0 ? core_cycles_per_clock / bits : 0;
  const int latency_clocks =
      dram.is_ideal ? dram.ideal.latency_clocks : dram.timing.RCD + dram.timing.CL;
  latency = std::ceil(latency_clocks * core_cycles_per_clock);
}

}  // namespace eyeriss::sim
