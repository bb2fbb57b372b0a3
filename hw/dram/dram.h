// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <systemc>
#include <vector>

#include "hw/dram/dram_burst.h"
#include "hw/dram/dram_command.h"
#include "hw/dram/dram_config.h"
#include "hw/dram/dram_counters.h"
#include "hw/dram/dram_model.h"
#include "hw/dram/dram_ring.h"
#include "hw/dram/memory.h"
#include "noc/channel.h"

namespace eyeriss::hw {

/// A DRAM and its controller, in a clock domain of their own.
///
/// Timing, in DRAM clocks: of the requests that are seen, one enters in each clock, in order, as
/// long as the queue that the next one belongs to has room. Its first command is issued in the
/// clock after at the earliest. The response is pushed in the clock of the last data beat or, if
/// there is no space for it or an earlier response is to come, as soon as possible. Responses come
/// in the order in which their last data beats become certain, not in that of requests. While no
/// request waits the domain sleeps, and refreshes are made up for when it is next woken.
///
/// What is known by a clock decides on the commands of the next, and so evaluate() issues those,
/// too; a response is pushed ahead of time, when its last data beat is certain.
///
/// Data: word i of burst b is word b * (words of a burst) + i of the memory. A read sees all
/// writes of its burst that entered before it and no others.
class Dram : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param domain of config.clock_mhz
  Dram(const sc_core::sc_module_name& name, noc::ClockDomain& domain, const DramConfig& config,
       Memory& memory);

  noc::Channel<DramRequest> requests;
  noc::Channel<DramResponse> responses;  ///< one for each request, reads and writes

  /// Is called with each command of all channels, in order of clocks, beside earlier observers.
  void on_command(const std::function<void(const DramCommand&)>& observer);
  /// Shows the commands of each channel.
  void probe(noc::Probes& probes);

  DramCounters counters() const { return model_.counters(); }
  /// Without what belongs to the clock after the one last evaluated.
  const DramCounters& counters_by_now() const { return counters_by_now_; }

  /// Issues what belongs to clocks up to the one after `last`, as it has been done if the domain
  /// was evaluated in `last`.
  void finish(noc::Cycle last) { model_.advance(last + 1); }

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  /// A request that has entered and is not complete.
  struct Pending {
    DramRequest request;
    std::uint64_t number = 0;  // in the order of entering
    bool is_used = false;
  };

  struct Response {
    DramResponse response;
    noc::Cycle at = 0;  // last data beat
  };

  /// The command of `clock` on a channel's bus; null if there is none.
  const DramCommand* command(int channel, noc::Cycle clock) const;

  void enter(noc::Cycle now);
  void complete();
  void respond(noc::Cycle now);
  bool waits_to_enter(noc::Cycle now) const {
    return requests.data_at() <= now && last_entry_ != now;
  }
  noc::Cycle next_entry(noc::Cycle now);

  std::uint32_t free_place();
  std::int64_t first_word(std::int64_t burst) const { return burst * words_; }
  void read(std::int64_t burst, BurstData& data) const;
  void write(const DramRequest& request);
  void overlay_pending_writes(const Pending& read, BurstData& data) const;

  const int words_;  // of a burst
  const int channels_;
  Memory& memory_;
  DramModel model_;
  std::vector<std::function<void(const DramCommand&)>> observers_;
  std::vector<std::array<DramCommand, 2>> shown_;  // by channel, the latest commands
  noc::Cycle last_entry_ = -1;
  noc::Cycle idle_until_ = 0;  // before, nothing happens but what requests bring about
  std::uint64_t entered_ = 0;
  DramCounters counters_by_now_;
  std::vector<Pending> pending_;     // tags of the model are indices
  std::vector<std::uint32_t> free_;  // indices that are not in use
  DramRing<Response> completed_;     // that wait for space
  noc::Cycle response_time_ = 0;     // of the response pushed last
};

}  // namespace eyeriss::hw
