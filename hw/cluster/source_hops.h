// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::hw {

/// Links between a cluster and the sources of what its PEs take. Each holds a word on its way, in
/// addition to those in the FIFO at its end.
struct SourceHops {
  int iacts = 0;
  int weights = 0;
};

}  // namespace eyeriss::hw
