// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <systemc>
#include <vector>

#include "noc/clocked.h"
#include "noc/cycle.h"
#include "noc/timing_wheel.h"

namespace eyeriss::noc {

/// How the domains of one simulation run. Nothing here may change a cycle or a count, except
/// `stall_seed`, which changes cycles but no data.
struct Schedule {
  bool every_cycle = false;        ///< evaluate every module in every cycle
  std::uint64_t shuffle_seed = 0;  ///< not 0: in random order, and now and then without need
  std::uint64_t stall_seed = 0;    ///< not 0: channels deliver late, at random
};

/// A clock and the modules that it drives: one SC_METHOD for all of them.
///
/// Cycle c begins at c clock periods; a period is a whole number of ps. When no module is due for a
/// while, time jumps to the next cycle in which one is. An activation of the SC_METHOD runs ahead
/// in local time up to the next thing that the SystemC kernel has pending (another domain, or a
/// foreign process), so SystemC's time never overtakes a domain's.
class ClockDomain : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(ClockDomain);
  ClockDomain(const sc_core::sc_module_name& name, double clock_mhz, const Schedule& schedule);

  /// Cycle last evaluated; -1 before the first.
  Cycle now() const { return now_; }

  std::int64_t period_ps() const { return period_ps_; }
  /// Start of `cycle`, in ps.
  std::int64_t time_of(Cycle cycle) const { return cycle * period_ps_; }
  /// First cycle that starts at `time_ps` or after it.
  Cycle first_cycle_from(std::int64_t time_ps) const {
    return (time_ps + period_ps_ - 1) / period_ps_;
  }
  /// First cycle that starts after `time_ps`.
  Cycle first_cycle_after(std::int64_t time_ps) const { return time_ps / period_ps_ + 1; }

  const Schedule& schedule() const { return schedule_; }
  /// A seed that differs from call to call, for the random stalls of one channel.
  std::uint64_t next_stall_seed() { return stall_seeds_(); }

  /// Calls `heartbeat(cycle)` every few hundred thousand evaluated cycles.
  void on_heartbeat(std::function<void(Cycle)> heartbeat) { heartbeat_ = std::move(heartbeat); }

  /// Has `handler` called with what a module throws, instead of letting it pass through the
  /// SystemC kernel, which would make a report of it.
  void on_fault(std::function<void(std::exception_ptr)> handler) { on_fault_ = std::move(handler); }

  /// Has `sample(cycle)` called for each interval of time, the first of which begins with cycle 0,
  /// after the last cycle that begins in it or, if none does, that began before it. By then every
  /// module has done all that belongs to cycles up to this one, and nothing that belongs to later
  /// ones, whatever the schedule. To be called before the simulation starts, at most once.
  void sample_every(std::int64_t interval_ps, std::function<void(Cycle)> sample);

  /// Has `look(cycle)` called after each cycle from `first` to `last`, and after the one before
  /// `first`, when every module has done all that belongs to cycles up to this one, and nothing
  /// that belongs to later ones. From `first` to `last` all modules are evaluated in every cycle,
  /// whatever the schedule, and SystemC's time is that of the cycle. To be called before the
  /// simulation starts, at most once.
  void watch(Cycle first, Cycle last, std::function<void(Cycle)> look);

  /// Evaluates no cycle that begins later than `time_ps`, which no domain has passed yet.
  void stop_after(std::int64_t time_ps) { stop_ps_ = time_ps; }

  /// `Clocked::state()` of every module, a line each.
  std::string state() const;

 private:
  friend class Clocked;

  void attach(Clocked& module);
  void wake(int id, Cycle at);

  void start_of_simulation() override;
  void run();
  void run_ahead();
  void evaluate_due(Cycle cycle);
  void evaluate_all(Cycle cycle);
  bool is_watched(Cycle cycle) const { return cycle >= watch_first_ && cycle <= watch_last_; }
  void begin_interval(Cycle first);
  void begin_stretch(Cycle first);
  void call_all(Cycle cycle);
  void end_stretch(Cycle last);

  const Schedule schedule_;
  const std::int64_t period_ps_;
  std::mt19937_64 shuffle_;
  std::mt19937_64 stall_seeds_;

  std::vector<Clocked*> modules_;     // by id
  std::vector<const Clocked*> late_;  // those that do not act ahead
  std::unique_ptr<TimingWheel> wheel_;
  Cycle now_ = -1;
  bool running_ = false;
  std::int64_t stop_ps_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t interval_ps_ = 0;
  std::int64_t interval_end_ps_ = 0;
  Cycle last_of_interval_ = kNever;
  std::function<void(Cycle)> sample_;
  Cycle watch_first_ = kNever;
  Cycle watch_last_ = -1;
  std::function<void(Cycle)> look_;
  Cycle last_of_stretch_ = kNever;  // modules do nothing ahead of it
  std::uint64_t evaluated_cycles_ = 0;
  std::function<void(Cycle)> heartbeat_;
  std::function<void(std::exception_ptr)> on_fault_;
  sc_core::sc_event woken_;

  // Set when a domain other than the running one gets something to do. There is one SystemC
  // kernel in a process, and so one flag.
  inline static bool kernel_has_news_ = false;
};

}  // namespace eyeriss::noc
