// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "noc/cycle.h"

namespace eyeriss::hw {

/// A resource that does one thing at a time.
struct PhaseTrack {
  int number = 0;  ///< among all tracks of a chip, in the order in which they are shown
  std::string name;
};

/// What such a resource does for a while.
struct Phase {
  enum class Kind {
    kStart,        ///< no pass has opened yet
    kPass,         ///< words of a pass, or the pass as a whole
    kHoldFilters,  ///< the next pass could open, were it not for data off chip: as counted
    kHoldIfmaps,
    kHoldOfmaps,
    kFillFilters,  ///< transfers over the off-chip link
    kFillIfmaps,
    kDrainOfmaps,
    kWriteBack  ///< all passes are over, but their last outputs are not in memory yet
  };
  static constexpr std::int64_t kNoPass = -1;

  const PhaseTrack* track = nullptr;  ///< lives as long as the chip
  Kind kind = Kind::kStart;
  std::int64_t pass = kNoPass;  ///< its number, from 0
  noc::Cycle begin = 0;         ///< first core cycle
  noc::Cycle end = 0;           ///< core cycle after the last
  std::int64_t words = 0;       ///< that have been moved; 0 if the kind moves none
};

/// Gets the phases of each track in order of time; those of different tracks in any order.
using PhaseObserver = std::function<void(const Phase&)>;

}  // namespace eyeriss::hw
