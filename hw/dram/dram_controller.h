// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "hw/dram/dram_channel.h"
#include "hw/dram/dram_config.h"
#include "hw/dram/dram_device.h"
#include "hw/dram/dram_queue.h"
#include "hw/dram/dram_ring.h"

namespace eyeriss::hw {

/// The memory controller of one channel.
///
/// Reads and writes wait in a queue each. Reads are served first, until there are none or the
/// write queue is filled to 4/5; then writes, until there are none or reads wait and the write
/// queue has shrunk to 1/5. Of the queue that is served, FR-FCFS issues in each clock the oldest
/// RD or WR that is ready, else the oldest ACT or PRE that is; a row is not closed while requests
/// of this queue hit it, unless kMaxBypass of them have overtaken an older one of the bank. FCFS
/// serves the oldest request alone. With closed pages a row that no request hits is closed as soon
/// as possible. A rank whose refresh is due does nothing but precharge all and refresh.
///
/// Timing: a request that enters in clock c has its first command in c+1 at the earliest. A read
/// of a burst that waits in the write queue is answered from there in c+1. A write of a burst that
/// is still to be read waits until it has been read.
class DramController : public DramChannel {
 public:
  static constexpr int kMaxBypass = 16;

  DramController(const DramConfig& config, int channel);

  void on_command(Observer observer) override { observer_ = std::move(observer); }
  bool try_enter(bool write, const DramAddress& address, std::int64_t burst, std::uint32_t tag,
                 noc::Cycle clock) override;

  noc::Cycle next_event_at() override {
    if (!is_planned_) plan();
    return next_.at;
  }
  void advance(noc::Cycle clock) override {
    while (next_event_at() <= clock) issue();
    now_ = std::max(now_, clock);
  }

  bool has_requests() const override { return reads_.size() + writes_.size() > 0; }
  noc::Cycle completion_at() const override;
  DramCompletion pop_completion() override;
  const DramCounters& counters() const override { return counters_; }
  std::string state() const override;

 private:
  static constexpr noc::Cycle kNever = noc::kNever;

  enum Urgency : int { kRefreshing, kColumn, kRow, kClosing };
  struct Candidate {
    noc::Cycle at = kNever;
    Urgency urgency = kClosing;
    std::uint64_t age = 0;
    DramCommand::Kind kind = DramCommand::Kind::kRefresh;
    int bank = 0;  // or rank
    int entry = DramQueue::kNone;

    bool is_better_than(const Candidate& other) const {
      if (at != other.at) return at < other.at;
      if (urgency != other.urgency) return urgency < other.urgency;
      return age < other.age;
    }
  };

  DramQueue& queue() { return writing_ ? writes_ : reads_; }
  void choose_direction();
  const DramCompletion* first_completion() const;

  void plan();
  void plan_oldest();
  void plan_banks();
  void plan_closing();
  void plan_refresh();
  void propose(int bank, int entry);
  void propose(Candidate& candidate);

  void issue();
  void issue_column();
  void begin(std::int64_t DramCounters::*outcome);
  void row_changed(int bank);
  void report(int bank) const;

  const DramConfig config_;
  const int channel_;
  const int high_;  // writes that have to be served
  const int low_;   // writes that may wait while there are reads
  DramDevice device_;
  DramQueue reads_;
  DramQueue writes_;
  bool writing_ = true;
  std::uint64_t entered_ = 0;
  std::vector<int> bypassed_;               // by bank: hits before an older request
  std::vector<noc::Cycle> refresh_due_at_;  // by rank

  noc::Cycle now_ = -1;         // commands up to here are issued
  noc::Cycle bus_free_at_ = 0;  // the command bus
  bool is_planned_ = false;
  Candidate next_;

  DramRing<DramCompletion> transferred_;
  DramRing<DramCompletion> forwarded_;
  DramCounters counters_;
  Observer observer_;
};

}  // namespace eyeriss::hw
