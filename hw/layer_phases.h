// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/phase.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// The phases of a layer as a whole: one follows the other from cycle 0 on, without a gap.
class LayerPhases {
 public:
  LayerPhases() = default;
  LayerPhases(const LayerPhases&) = delete;
  LayerPhases& operator=(const LayerPhases&) = delete;

  /// Nothing is done before this is called, which is to be before the simulation starts.
  void observe(PhaseTrack track, PhaseObserver observer);
  bool is_observed() const { return observer_ != nullptr; }

  /// From cycle `at` on this is what happens; nothing changes if it is what happens already.
  void enter(Phase::Kind kind, std::int64_t pass, noc::Cycle at);
  /// The layer is over with the cycle before `at`.
  void end(noc::Cycle at);

 private:
  PhaseTrack track_;
  PhaseObserver observer_;
  Phase phase_{.track = &track_};
  bool is_under_way_ = false;
};

}  // namespace eyeriss::hw
