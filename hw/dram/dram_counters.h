// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyeriss::hw {

/// What a DRAM has done.
struct DramCounters {
  std::int64_t activates = 0;   ///< ACT commands
  std::int64_t precharges = 0;  ///< rows closed, one by one or all at once
  std::int64_t reads = 0;       ///< bursts read
  std::int64_t writes = 0;      ///< bursts written
  std::int64_t refreshes = 0;   ///< REF commands
  /// Reads answered from the write queue. They are no `reads`, and none of the following.
  std::int64_t forwarded_reads = 0;

  // Each burst read or written is one of these, as its first command found the bank.
  std::int64_t row_hits = 0;       ///< its row open
  std::int64_t row_misses = 0;     ///< no row open
  std::int64_t row_conflicts = 0;  ///< another row open

  DramCounters& operator+=(const DramCounters& other) {
    activates += other.activates;
    precharges += other.precharges;
    reads += other.reads;
    writes += other.writes;
    refreshes += other.refreshes;
    forwarded_reads += other.forwarded_reads;
    row_hits += other.row_hits;
    row_misses += other.row_misses;
    row_conflicts += other.row_conflicts;
    return *this;
  }
};

}  // namespace eyeriss::hw
