// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/dram/dram_channel.h"
#include "hw/dram/dram_config.h"
#include "hw/dram/dram_ring.h"

namespace eyeriss::hw {

/// A memory of fixed latency and bandwidth that serves requests in order and issues no commands.
///
/// Timing: a request that enters in clock c is complete in c + latency or, if that is later, when
/// its burst has been transferred after the one before. There is room as long as a transfer would
/// begin within the latency.
class IdealChannel : public DramChannel {
 public:
  explicit IdealChannel(const DramConfig& config);

  void on_command(Observer /*observer*/) override {}
  bool try_enter(bool write, const DramAddress& address, std::int64_t burst, std::uint32_t tag,
                 noc::Cycle clock) override;
  noc::Cycle next_event_at() override { return room_at() > now_ ? room_at() : noc::kNever; }
  void advance(noc::Cycle clock) override { now_ = std::max(now_, clock); }
  bool has_requests() const override { return false; }
  noc::Cycle completion_at() const override {
    return completions_.empty() ? noc::kNever : completions_.front().at;
  }
  DramCompletion pop_completion() override;
  const DramCounters& counters() const override { return counters_; }
  std::string state() const override;

 private:
  /// First clock in which a request may enter.
  noc::Cycle room_at() const;

  const int latency_;
  const double clocks_per_burst_;
  double free_at_ = 0;  // when the last burst has been transferred
  noc::Cycle now_ = -1;
  DramRing<DramCompletion> completions_;
  DramCounters counters_;
};

}  // namespace eyeriss::hw
