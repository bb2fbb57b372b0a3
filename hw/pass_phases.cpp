// SPDX-License-Identifier: Apache-2.0
#include "hw/pass_phases.h"

#include <utility>

namespace eyeriss::hw {

using noc::Cycle;

void PassPhases::observe(PhaseTrack track, PhaseObserver observer) {
  track_ = std::move(track);
  observer_ = std::move(observer);
}

void PassPhases::add(std::int64_t pass, Cycle at) {
  if (pass != phase_.pass) {
    end();
    phase_.pass = pass;
    phase_.begin = at;
    phase_.words = 0;
  }
  phase_.end = at + 1;
  ++phase_.words;
}

void PassPhases::end() {
  if (phase_.pass == Phase::kNoPass) return;
  observer_(phase_);
  phase_.pass = Phase::kNoPass;
}

}  // namespace eyeriss::hw
