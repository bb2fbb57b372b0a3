// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hw/phase.h"

namespace eyeriss::sim {

/// As a timeline names it, e.g. `hold: ifmaps`.
std::string name_of(hw::Phase::Kind kind);

/// What a timeline shows on one track: a slice per phase. When there are too many of them to be
/// looked at, slices beside each other are merged, and say how much of what they stand for.
class TimelineTrack {
 public:
  /// Phases of one kind.
  struct Share {
    std::int64_t phases = 0;
    std::int64_t cycles = 0;
  };
  struct Slice {
    std::int64_t begin = 0;  ///< cycle
    std::int64_t end = 0;    ///< cycle after the last
    std::int64_t words = 0;
    std::int64_t first_pass = hw::Phase::kNoPass;  ///< kNoPass: belongs to no pass
    std::int64_t last_pass = hw::Phase::kNoPass;
    hw::Phase::Kind kind = hw::Phase::Kind::kPass;  ///< of the first phase
    std::map<hw::Phase::Kind, Share> merged = {};   ///< empty: stands for one phase alone
  };

  /// @param max_slices at least 2
  explicit TimelineTrack(std::size_t max_slices) : max_slices_(max_slices) {}

  /// Phases come in order of time.
  void add(const hw::Phase& phase);

  /// To so many slices at most, at least 1.
  void merge_down_to(std::size_t slices);

  const std::vector<Slice>& slices() const { return slices_; }

 private:
  void merge_pairs();

  std::size_t max_slices_;
  std::vector<Slice> slices_;
  std::int64_t per_slice_ = 1;  // phases
  std::int64_t in_last_ = 0;    // phases of the last slice
};

}  // namespace eyeriss::sim
