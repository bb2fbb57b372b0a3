// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/cluster_architecture.h"
#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

/// A machine's psums: two's complement.
struct PsumFormat {
  int bits;

  std::int32_t least() const { return -(1 << (bits - 1)); }
  std::int32_t greatest() const { return (1 << (bits - 1)) - 1; }
  /// `sum` modulo 2^bits.
  std::int32_t wrapped(std::uint32_t sum) const {
    return static_cast<std::int32_t>(sum << (32 - bits)) >> (32 - bits);
  }
};

inline PsumFormat psum_format(MachineFamily family) {
  return {family == MachineFamily::kFlat ? 16 : hw::kPsumBits};
}

}  // namespace eyeriss::sim
