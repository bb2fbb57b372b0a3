// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>

#include "hw/architecture.h"
#include "hw/dram/link_request.h"
#include "hw/dram/memory.h"
#include "hw/layer_counters.h"
#include "noc/channel.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// The off-chip link with a memory of fixed latency behind it, in the link's clock domain.
///
/// Timing, in link cycles: requests are served in order. The first word of a read crosses the
/// link `latency` cycles after the request is seen, or in the cycle after the last word of the
/// request before, whichever is later: the latency of a request overlaps the words of earlier
/// ones. From then on the link carries one 64 b word per cycle, one way or the other, as far as
/// the asynchronous FIFOs deliver and take them. Of a write the last word is acknowledged in
/// the cycle in which it crosses the link.
class OffChip : public noc::Clocked, public sc_core::sc_module {
 public:
  OffChip(const sc_core::sc_module_name& name, noc::ClockDomain& link,
          const Architecture& architecture, Memory& memory, LayerCounters& counters);

  noc::Channel<LinkRequest> requests;
  noc::Channel<noc::Word64> from_memory;  ///< words read; after a write one word, the acknowledge
  noc::Channel<noc::Word64> to_memory;

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  bool start(noc::Cycle until);
  bool transfer(noc::Cycle until);
  bool read_word(noc::Cycle until);
  bool write_word(noc::Cycle until);

  const noc::Cycle latency_;
  Memory& memory_;
  LayerCounters& counters_;

  LinkRequest request_{};
  std::int64_t transferred_ = 0;
  bool busy_ = false;
  noc::Cycle time_ = 0;  // first cycle in which the link is free
};

}  // namespace eyeriss::hw
