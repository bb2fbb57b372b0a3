// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "noc/word.h"

namespace eyeriss::hw {

/// A run of consecutive 64 b words to be read from memory or written to it. How long a written
/// run is shows with its last word.
struct LinkRequest {
  bool write = false;
  std::int64_t address = 0;  ///< of the first word, in words
  std::int64_t words = 0;    ///< to be read
};

/// A word on its way to memory.
struct LinkWord {
  noc::Word64 word{};
  bool last = false;  ///< of its request
};

}  // namespace eyeriss::hw
