// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hw/dram/dram_channel.h"
#include "hw/dram/dram_config.h"

namespace eyeriss::hw {

/// All channels of a DRAM, without a clock of their own and without data: which request is
/// complete when.
class DramModel {
 public:
  explicit DramModel(const DramConfig& config);

  /// Is called with each command: in the order of clocks, in one clock in that of channels.
  void on_command(const DramChannel::Observer& observer);

  /// A request enters at the end of `clock`.
  /// @pre 0 <= burst; clocks do not go back
  /// @return whether its queue has room; else it has not entered
  bool try_enter(bool write, std::int64_t burst, std::uint32_t tag, noc::Cycle clock);

  /// The next clock in which a command is issued or there is room again, if no request enters
  /// before; kNever if there is none.
  noc::Cycle next_event_at() const;

  /// Does everything up to and including `clock`.
  void advance(noc::Cycle clock);

  /// Whether requests wait for a command.
  bool has_requests() const;

  /// Clock of the next completion, among those that are certain; kNever if there is none.
  noc::Cycle completion_at() const;
  /// @pre completion_at() != kNever
  DramCompletion pop_completion();

  DramCounters counters() const;
  std::string state() const;

 private:
  DramAddressMap map_;
  std::vector<std::unique_ptr<DramChannel>> channels_;
};

}  // namespace eyeriss::hw
