// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "hw/dram/dram_address.h"
#include "hw/dram/dram_command.h"
#include "hw/dram/dram_completion.h"
#include "hw/dram/dram_counters.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// One channel of a DRAM, without a clock of its own: it is asked when it next does something,
/// and told how far time has come.
class DramChannel {
 public:
  using Observer = std::function<void(const DramCommand&)>;

  virtual ~DramChannel() = default;

  /// Is called with each command, in order.
  virtual void on_command(Observer observer) = 0;

  /// The request enters at the end of `clock`, after whatever happens in that clock.
  /// @pre clocks do not go back
  /// @return whether there is room; else nothing has happened
  virtual bool try_enter(bool write, const DramAddress& address, std::int64_t burst,
                         std::uint32_t tag, noc::Cycle clock) = 0;

  /// The next clock in which it issues a command or has room again, if no request enters before;
  /// kNever if there is none.
  virtual noc::Cycle next_event_at() = 0;

  /// Does everything up to and including `clock`.
  virtual void advance(noc::Cycle clock) = 0;

  /// Whether requests wait for a command. If not, there are none to come but refreshes.
  virtual bool has_requests() const = 0;

  /// Clock of the next completion, among those that are certain; kNever if there is none.
  virtual noc::Cycle completion_at() const = 0;
  /// @pre completion_at() != kNever
  virtual DramCompletion pop_completion() = 0;

  virtual const DramCounters& counters() const = 0;

  /// What waits, for the report of a deadlock.
  virtual std::string state() const = 0;
};

}  // namespace eyeriss::hw
