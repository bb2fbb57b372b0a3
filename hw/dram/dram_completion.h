// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "noc/cycle.h"

namespace eyeriss::hw {

/// The end of a request.
struct DramCompletion {
  noc::Cycle at;      ///< clock of the last data beat
  std::uint32_t tag;  ///< of the request
  bool forwarded;     ///< a read that was answered from the write queue
};

}  // namespace eyeriss::hw
