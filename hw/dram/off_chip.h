// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "hw/architecture.h"
#include "hw/dram/dram.h"
#include "hw/dram/dram_burst.h"
#include "hw/dram/link_request.h"
#include "hw/layer_counters.h"
#include "noc/channel.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// The off-chip link, in its clock domain, between the chip and the bursts of a memory.
///
/// Timing, in link cycles: requests are served in order. A read asks memory for its bursts in
/// order, one a cycle from the cycle in which it is seen, ahead of the link as far as
/// `open_bursts` allows; the place of a burst is free in the cycle after its last word. A burst's
/// first word may cross the link in the cycle in which the burst is seen, or in the cycle after the
/// last word before it. From then on the link carries one 64 b word per cycle, one way or the
/// other, as far as the asynchronous FIFOs deliver and take them. Of a write, a burst is sent to
/// memory in the cycle in which its last word crosses, or the last word of all; the write is
/// acknowledged in the cycle in which memory's response to its last burst is seen, and a read
/// behind it is served from the next cycle on.
class OffChip : public noc::Clocked, public sc_core::sc_module {
 public:
  OffChip(const sc_core::sc_module_name& name, noc::ClockDomain& link,
          const Architecture& architecture, Dram& dram, LayerCounters& counters);

  noc::Channel<LinkRequest> requests;
  noc::Channel<noc::Word64> from_memory;  ///< words read; after a write one word, the acknowledge
  noc::Channel<LinkWord> to_memory;

  void probe(noc::Probes& probes);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  /// A burst on its way from memory to the link.
  struct ReadBurst {
    int first_word = 0;
    int words = 0;
    bool has_arrived = false;
    noc::Cycle arrived_at = 0;
    noc::Cycle free_at = 0;  // the place can be used for another burst
    BurstData data{};
  };

  ReadBurst& burst(std::uint64_t number) { return bursts_[number % bursts_.size()]; }
  // Each takes one step, if its cycle is known and not after `until`.
  bool start(noc::Cycle until);
  bool ask(noc::Cycle until);
  bool receive(noc::Cycle until);
  bool carry_read(noc::Cycle until);
  bool carry_write(noc::Cycle until);
  bool acknowledge(noc::Cycle until);

  const int burst_words_;
  Dram& dram_;
  LayerCounters& counters_;

  LinkRequest request_{};  // whose bursts are being asked for, or which is being written
  bool busy_ = false;
  noc::Cycle ask_time_ = 0;  // first cycle in which memory can be asked
  noc::Cycle receive_time_ = 0;
  noc::Cycle time_ = 0;  // first cycle in which the link is free

  std::vector<ReadBurst> bursts_;  // a ring
  std::uint64_t asked_ = 0;        // bursts so far
  std::uint64_t carried_ = 0;
  int carried_words_ = 0;  // of the burst that is crossing the link

  DramRequest write_burst_{};  // that is being filled
  bool write_complete_ = false;
  int unanswered_writes_ = 0;
  noc::Cycle answered_at_ = 0;  // the last write
  noc::Word64 last_word_{};     // that has crossed the link
};

}  // namespace eyeriss::hw
