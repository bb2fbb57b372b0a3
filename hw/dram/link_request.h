// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/dram/memory.h"

namespace eyeriss::hw {

/// A run of consecutive 64 b words to be read from memory or written to it.
struct LinkRequest {
  bool write = false;
  Memory::Region region = Memory::kIfmaps;
  std::int64_t address = 0;
  std::int64_t words = 0;
};

}  // namespace eyeriss::hw
