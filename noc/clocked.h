// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "noc/cycle.h"

namespace eyeriss::noc {

class ClockDomain;

/// A module that lives in one clock domain and is evaluated by it, not by a SystemC process of
/// its own.
///
/// Modules talk only through channels (noc/channel.h), whose effects are seen one cycle later
/// at the earliest. Therefore the order in which the modules of a cycle are evaluated cannot
/// matter.
class Clocked {
 public:
  explicit Clocked(ClockDomain& domain);
  Clocked(const Clocked&) = delete;
  Clocked& operator=(const Clocked&) = delete;
  virtual ~Clocked() = default;

  /// Does every action that belongs to a cycle in [now, until], as far as what is known now
  /// determines it. The slow schedule calls it in every cycle with until = now; the fast one
  /// with until = kNever or the end of an interval that is sampled, and only when it is due. Calls
  /// without need are harmless, but each cycle has one at most.
  /// @return the next cycle, later than `now`, at which the module wants to be evaluated even
  ///   if no channel wakes it; kNever if there is none. It takes into account all that is known
  ///   by now: a wake that came earlier in the present cycle does not count any more
  virtual Cycle evaluate(Cycle now, Cycle until) = 0;

  /// Whether evaluate() leaves nothing to be done in a cycle up to `until` but what it names by its
  /// return value, so that there is no need to call it in `until` once more.
  virtual bool acts_ahead() const { return false; }

  /// One line for the report of a deadlock: what the module is doing or waiting for.
  virtual std::string state() const = 0;

  /// Asks to be evaluated at cycle `at` of its domain.
  void wake(Cycle at);

  ClockDomain& domain() const { return domain_; }

 private:
  friend class ClockDomain;
  ClockDomain& domain_;
  int id_ = -1;  // given by the domain
};

}  // namespace eyeriss::noc
