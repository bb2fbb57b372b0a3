// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace eyeriss::hw {

/// One access to a bank of the global buffer in the cycle that waveforms look at.
struct GlbAccess {
  enum Region { kIfmap, kPsum, kFilter };
  Region region;
  int buffer;         ///< of the ifmap regions; else 0
  std::int64_t word;  ///< bank word of 64 b, of the region
  const char* what;   ///< e.g. `read`
};
using GlbAccesses = std::vector<GlbAccess>;

}  // namespace eyeriss::hw
