// SPDX-License-Identifier: Apache-2.0
#include "hw/layer_phases.h"

#include <utility>

namespace eyeriss::hw {

using noc::Cycle;

void LayerPhases::observe(PhaseTrack track, PhaseObserver observer) {
  track_ = std::move(track);
  observer_ = std::move(observer);
}

void LayerPhases::enter(Phase::Kind kind, std::int64_t pass, Cycle at) {
  if (is_under_way_ && phase_.kind == kind && phase_.pass == pass) return;
  end(at);
  phase_.kind = kind;
  phase_.pass = pass;
  is_under_way_ = true;
}

void LayerPhases::end(Cycle at) {
  if (!is_under_way_) return;
  phase_.end = at;
  observer_(phase_);
  phase_.begin = at;
  is_under_way_ = false;
}

}  // namespace eyeriss::hw
