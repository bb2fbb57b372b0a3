// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

#include "hw/cluster/memory_hub.h"
#include "hw/cluster_architecture.h"
#include "hw/dram/dram.h"
#include "hw/dram/memory.h"
#include "noc/clock_domain.h"

namespace eyeriss::hw {

/// A memory of limited bandwidth in its own clock domain, and the hub before it. Only times and
/// bandwidth are modelled: the bursts carry no data.
class ClusterMemory : public sc_core::sc_module {
 private:
  /// Of an ideal memory as many as can be asked for: its addresses do not matter.
  static std::int64_t bursts(const DramConfig& dram) {
    return dram.is_ideal ? std::int64_t{1} << 40 : dram.capacity_bytes() / dram.burst_bytes;
  }

  Memory contents_;  // the DRAM, which has it, is initialised after it

 public:
  ClusterMemory(const sc_core::sc_module_name& name, noc::ClockDomain& core,
                const ClusterArchitecture& architecture)
      : sc_module(name),
        clock("clock", architecture.dram.clock_mhz, core.schedule()),
        dram("dram", clock, architecture.dram, contents_),
        hub("hub", core, dram, bursts(architecture.dram)) {
    dram.requests.connect(&hub, &dram);
    dram.responses.connect(&dram, &hub);
  }

  noc::ClockDomain clock;
  Dram dram;
  MemoryHub hub;
};

}  // namespace eyeriss::hw
