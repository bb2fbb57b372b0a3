// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::hw {

/// How a tensor travels over the link and rests in memory.
enum class Coding {
  kRaw,  ///< as it is: 16 b words four to a 64 b word, 8 b values one to a byte
  kRlc,  ///< run-length coded (hw/codec/rlc_word.h); 16 b machines
  kCsc   ///< compressed sparse columns (hw/codec/csc.h); 8 b machines with sparse PEs
};

}  // namespace eyeriss::hw
