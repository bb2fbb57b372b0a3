// SPDX-License-Identifier: Apache-2.0
#pragma once

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
 public:
  ClusterMemory(const sc_core::sc_module_name& name, noc::ClockDomain& core,
                const ClusterArchitecture& architecture)
      : sc_module(name),
        clock("clock", architecture.dram.clock_mhz, core.schedule()),
        dram("dram", clock, architecture.dram, contents_),
        hub("hub", core, dram) {
    hub.set_capacity(architecture.dram.is_ideal
                         ? kIdealBursts
                         : architecture.dram.capacity_bytes() / architecture.dram.burst_bytes);
    dram.requests.connect(&hub, &dram);
    dram.responses.connect(&dram, &hub);
  }

 private:
  static constexpr std::int64_t kIdealBursts = std::int64_t{1} << 40;  // no addresses matter

  Memory contents_;

 public:
  noc::ClockDomain clock;
  Dram dram;
  MemoryHub hub;
};

}  // namespace eyeriss::hw
