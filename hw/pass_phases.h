// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/phase.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// Watches a resource that moves words, one at a time, of one pass after the other: a phase lasts
/// from the first word of a pass to its last. Passes without words have none.
class PassPhases {
 public:
  PassPhases() = default;
  PassPhases(const PassPhases&) = delete;
  PassPhases& operator=(const PassPhases&) = delete;

  /// Nothing is done before this is called, which is to be before the simulation starts.
  void observe(PhaseTrack track, PhaseObserver observer);

  /// The next word is moved in cycle `at`.
  void word(std::int64_t pass, noc::Cycle at) {
    if (observer_) [[unlikely]] {
      add(pass, at);
    }
  }
  /// The last word of the last pass has been moved.
  void end();

 private:
  void add(std::int64_t pass, noc::Cycle at);

  PhaseTrack track_;
  PhaseObserver observer_;
  Phase phase_{.track = &track_, .kind = Phase::Kind::kPass};  // kNoPass: none is under way
};

}  // namespace eyeriss::hw
