// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/codec/rlc_error.h"
#include "hw/codec/rlc_word.h"

namespace eyeriss::hw {

/// Decodes streams of run-length words (hw/codec/rlc_word.h) whose numbers of values are known,
/// one word at a time. Every stream of values has one code, and no other is accepted: a fault in a
/// word shows as an error or in the values.
class RlcDecoder {
 public:
  /// Makes ready for a stream of this many values, wherever the last one stands. A stream of none
  /// has one word too.
  /// @throws InvariantError if `values` is negative
  void start(std::int64_t values);

  /// Takes the stream's next word and calls sink(std::int64_t index, std::int16_t value) for its
  /// non-zero values, in order.
  /// @return the number of values that the word stands for, zeros included
  /// @throws RlcError if the encoder makes no such word at this place of a stream of this length;
  ///         the stream cannot be continued then
  template <typename Sink>
  int push(const noc::Word64& word, Sink&& sink);

  /// Whether the stream's last word has been taken, or none was started.
  bool done() const { return done_; }

 private:
  int check_end(std::uint64_t bits);
  [[noreturn]] void fail_short_run(int run) const;

  std::int64_t values_ = 0;    // of the stream
  std::int64_t position_ = 0;  // index of the next value
  bool done_ = true;
};

template <typename Sink>
int RlcDecoder::push(const noc::Word64& word, Sink&& sink) {
  std::uint64_t bits = to_bits(word);
  // Three whole pairs, unless the stream ends here.
  int pairs = kRlcPairsPerWord;
  const int longest = kRlcPairsPerWord * (kRlcMaxRun + 1);
  if ((bits & kRlcLastBit) != 0 || values_ - position_ <= longest) [[unlikely]] {
    pairs = check_end(bits);
  }
  const std::int64_t first = position_;
  for (; pairs > 0; --pairs, bits >>= kRlcPairBits) {
    const RlcPair pair = rlc_unpack(bits);
    position_ += pair.run;
    if (pair.level != 0) {
      sink(position_, pair.level);
    } else if (pair.run != kRlcMaxRun && position_ + 1 != values_) {
      fail_short_run(pair.run);
    }
    ++position_;
  }
  return static_cast<int>(position_ - first);
}

}  // namespace eyeriss::hw
