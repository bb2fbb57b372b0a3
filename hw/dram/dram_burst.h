// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "noc/word.h"

namespace eyeriss::hw {

/// Words of the longest burst, of 64 B.
inline constexpr int kMaxBurstWords = 8;
using BurstData = std::array<noc::Word64, kMaxBurstWords>;

/// One burst, to be read or written.
struct DramRequest {
  bool write = false;
  std::int64_t burst = 0;  ///< address divided by the burst's bytes
  std::uint32_t tag = 0;   ///< returned with the response
  std::uint8_t mask = 0;   ///< of a write: bit i set if word i is written (data mask)
  BurstData data{};        ///< of a write
};

/// A burst has been transferred: `data` is what was read.
struct DramResponse {
  bool write = false;
  std::uint32_t tag = 0;
  BurstData data{};
};

}  // namespace eyeriss::hw
