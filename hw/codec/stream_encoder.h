// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "hw/codec/rlc_encoder.h"
#include "hw/coding.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Makes 64 b words of values for the link, raw or coded.
class StreamEncoder {
 public:
  explicit StreamEncoder(Coding coding) : coding_(coding) {}

  /// Takes the stream's next value.
  /// @return the word that was full before it, if one was
  std::optional<noc::Word64> push(std::int16_t value) {
    if (coding_ == Coding::kRlc) return rlc_.push(value);
    std::optional<noc::Word64> complete;
    if (used_ == packed_.size()) {
      complete = packed_;
      packed_ = {};
      used_ = 0;
    }
    packed_[used_++] = value;
    return complete;
  }

  /// Ends the stream, which has a value at least, and makes ready for the next.
  /// @return its last word
  noc::Word64 finish() {
    if (coding_ == Coding::kRlc) return rlc_.finish();
    const noc::Word64 last = packed_;
    packed_ = {};
    used_ = 0;
    return last;
  }

 private:
  Coding coding_;
  RlcEncoder rlc_;
  noc::Word64 packed_{};
  std::size_t used_ = 0;
};

}  // namespace eyeriss::hw
