// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/link_timing.h"

#include <algorithm>
#include <cmath>

namespace eyeriss::sim {
namespace {

constexpr double kWordBytes = 8;
/// Edges of the receiving clock after which what crosses between two clocks is seen.
constexpr double kCrossingEdges = 2;
/// An ofmap word leaves in the cycle after it was read.
constexpr double kReadFirst = 1;

/// Clocks of the memory's command bus from request to first data.
double latency_clocks(const hw::DramConfig& dram) {
  if (dram.is_ideal) return dram.ideal.latency_clocks;
  return dram.timing.RCD + dram.timing.CL + dram.burst_clocks;
}

/// Core cycles per link word that the memory's data buses leave.
double cycles_per_word(const hw::Architecture& architecture) {
  const hw::DramConfig& dram = architecture.dram;
  const double clocks = architecture.core_clock_mhz / dram.clock_mhz;
  if (dram.is_ideal) {
    return dram.ideal.bytes_per_clock > 0 ? clocks * kWordBytes / dram.ideal.bytes_per_clock : 0;
  }
  return clocks * kWordBytes * dram.burst_clocks / (dram.burst_bytes * dram.channels);
}

}  // namespace

LinkTiming::LinkTiming(const hw::Architecture& architecture) {
  const double link = architecture.core_clock_mhz / architecture.link.clock_mhz;
  const double dram = architecture.core_clock_mhz / architecture.dram.clock_mhz;
  // There and back through three clocks.
  const double crossings = kCrossingEdges * (2 * link + dram + 1);
  latency_ = static_cast<double>(kHandshake) + crossings + latency_clocks(architecture.dram) * dram;
  // No more bursts are under way than the link's buffers hold.
  const double words_under_way =
      architecture.link.open_bursts * architecture.dram.burst_bytes / kWordBytes;
  cycles_per_word_ = std::max(link, cycles_per_word(architecture));
  read_cycles_per_word_ = std::max(cycles_per_word_, latency_ / words_under_way);
}

noc::Cycle LinkTiming::fill(double words, double write_cycles) const {
  if (words == 0) return 0;
  return std::llround(latency_ + std::max(words * read_cycles_per_word_, write_cycles));
}

noc::Cycle LinkTiming::drain(double words, double read_cycles) const {
  return std::llround(latency_ + kReadFirst +
                      std::max({words * cycles_per_word_, words, read_cycles}));
}

}  // namespace eyeriss::sim
