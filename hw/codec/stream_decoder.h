// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/codec/rlc_decoder.h"
#include "hw/coding.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Makes values of the 64 b words in which they came over the link, raw or coded.
class StreamDecoder {
 public:
  /// @param values of the stream
  /// @param skipped values before the stream's first one in its first word, if it is raw
  void start(Coding coding, std::int64_t values, int skipped = 0) {
    coding_ = coding;
    if (coding == Coding::kRlc) {
      rlc_.start(values);
    } else {
      values_ = values;
      next_ = -skipped;
    }
  }

  /// Takes the next word and calls sink(std::int64_t index, std::int16_t value) for its values,
  /// zeros left out if they are coded.
  /// @return the number of values that the word stands for
  template <typename Sink>
  int push(const noc::Word64& word, Sink&& sink) {
    if (coding_ == Coding::kRlc) return rlc_.push(word, sink);
    int count = 0;
    for (const std::int16_t value : word) {
      if (next_ >= 0 && next_ < values_) {
        sink(next_, value);
        ++count;
      }
      ++next_;
    }
    return count;
  }

 private:
  Coding coding_ = Coding::kRaw;
  RlcDecoder rlc_;
  std::int64_t values_ = 0;
  std::int64_t next_ = 0;  // raw: index of the next value; negative: skipped
};

}  // namespace eyeriss::hw
