// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "hw/cluster/memory_port.h"
#include "hw/dram/dram.h"
#include "noc/clocked.h"

namespace eyeriss::hw {

/// Shares a memory of limited bandwidth among the ports of the chip.
///
/// Timing: requests that are seen are passed on to memory in the same cycle, one per port in turn,
/// as long as memory's queue has space. Answers are passed on in the cycle in which they are seen.
/// The data of a port lie in memory one behind the other, in a part of it that is the port's own.
class MemoryHub : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param bursts of the memory, which the ports share equally
  MemoryHub(const sc_core::sc_module_name& name, noc::ClockDomain& domain, Dram& dram,
            std::int64_t bursts);

  /// To be called for all ports before the simulation starts.
  void attach(noc::Clocked& owner, MemoryPort& port);

  /// Shows how many bursts are under way, and whose turn it is.
  void probe(noc::Probes& probes);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  struct Client {
    MemoryPort* port;
    std::int64_t bursts = 0;  // so far
  };

  void answer(noc::Cycle now);
  /// @return when more can be passed on, as far as is known
  noc::Cycle ask(noc::Cycle now);

  Dram& dram_;
  const std::int64_t bursts_;
  std::vector<Client> clients_;
  std::size_t turn_ = 0;  // client that comes first
  std::uint64_t under_way_ = 0;
};

}  // namespace eyeriss::hw
