// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "hw/cluster_architecture.h"
#include "noc/channel.h"

namespace eyeriss::hw {

/// One burst to be read or written, and the answer that it has been.
struct MemoryTicket {
  bool write = false;
};

/// Where a stream of data comes on the chip, or leaves it. Behind a memory of unlimited bandwidth
/// all data are on their way from the beginning of the layer on, and arrive when its latency has
/// passed. Else a port asks the hub (hw/cluster/memory_hub.h) for its bursts one by one, as far
/// ahead as it has buffers.
class MemoryPort {
 public:
  explicit MemoryPort(const ClusterArchitecture& architecture)
      : requests(architecture.off_chip.buffer_bursts),
        answers(architecture.off_chip.buffer_bursts),
        is_unlimited_(is_unlimited(architecture.dram)),
        buffers_(architecture.off_chip.buffer_bursts),
        burst_bits_(std::int64_t{8} * architecture.dram.burst_bytes),
        latency_(is_unlimited_ ? static_cast<noc::Cycle>(std::ceil(
                                     architecture.dram.ideal.latency_clocks *
                                     architecture.core_clock_mhz / architecture.dram.clock_mhz))
                               : 0) {}

  /// Whether ports need no hub.
  static bool is_unlimited(const DramConfig& dram) {
    return dram.is_ideal && dram.ideal.bytes_per_clock == 0;
  }

  noc::Channel<MemoryTicket> requests;  ///< to the hub
  noc::Channel<MemoryTicket> answers;   ///< from the hub

  void connect(noc::Clocked& owner, noc::Clocked& hub) {
    requests.connect(&owner, &hub);
    answers.connect(&hub, &owner);
  }

  /// Shows the answers that have come, if the port has a hub.
  void probe(noc::Probes::Scope& scope) const {
    if (!is_unlimited_) probe_level(scope, "burst_fifo", answers);
  }

 protected:
  const bool is_unlimited_;
  const int buffers_;
  const std::int64_t burst_bits_;
  const noc::Cycle latency_;
};

}  // namespace eyeriss::hw
