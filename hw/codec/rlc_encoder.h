// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/codec/rlc_word.h"

namespace eyeriss::hw {

/// Codes streams of values into run-length words (hw/codec/rlc_word.h), one value at a time.
class RlcEncoder {
 public:
  /// Takes the stream's next value.
  /// @return the word that was full before it: a full word is held until a further value shows
  ///         that it is not the last
  std::optional<noc::Word64> push(std::int16_t value) {
    std::optional<noc::Word64> complete;
    if (used_bits_ == kRlcPairsPerWord * kRlcPairBits) {
      complete = to_word(bits_);
      bits_ = 0;
      used_bits_ = 0;
    }
    if (value == 0 && zeros_ < kRlcMaxRun) {
      ++zeros_;
    } else {
      append({zeros_, value});
    }
    return complete;
  }

  /// Ends the stream and makes ready for the next.
  /// @return its last word
  noc::Word64 finish();

 private:
  void append(RlcPair pair) {
    bits_ |= rlc_pack(pair) << used_bits_;
    used_bits_ += kRlcPairBits;
    zeros_ = 0;
  }

  std::uint64_t bits_ = 0;  // of the word that is being filled
  int used_bits_ = 0;       // of it, by whole pairs
  int zeros_ = 0;           // since the last pair; none while the word is full
};

}  // namespace eyeriss::hw
