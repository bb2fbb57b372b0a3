// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::hw {

/// How a tensor travels over the link and rests in memory.
enum class Coding {
  kRaw,  ///< four 16 b words to a 64 b word
  kRlc   ///< run-length coded (hw/codec/rlc_word.h)
};

}  // namespace eyeriss::hw
