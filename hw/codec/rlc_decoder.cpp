// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc_decoder.h"

#include <string>

#include "hw/invariant.h"

namespace eyeriss::hw {
namespace {

[[noreturn]] void fail(const std::string& what, std::int64_t position, std::int64_t values) {
  throw RlcError("run-length code: " + what + ", at value " + std::to_string(position) + " of " +
                 std::to_string(values));
}

}  // namespace

void RlcDecoder::start(std::int64_t values) {
  require(values >= 0, "run-length code: a stream of less than no values");
  values_ = values;
  position_ = 0;
  done_ = false;
}

/// Checks a word that may be the stream's last, and says how many of its pairs are used.
int RlcDecoder::check_end(std::uint64_t bits) {
  if (done_) fail("a word after the last", position_, values_);
  const bool is_last = (bits & kRlcLastBit) != 0;
  bits &= ~kRlcLastBit;
  std::int64_t position = position_;
  int pairs = 0;
  for (; pairs < kRlcPairsPerWord && position < values_; ++pairs, bits >>= kRlcPairBits) {
    const int run = rlc_unpack(bits).run;
    if (run >= values_ - position) {
      fail("a run of " + std::to_string(run) + " zeros and its level do not fit", position,
           values_);
    }
    position += run + 1;
  }
  if (position == values_ && !is_last)
    fail("all values are there, but no last-word bit", position, values_);
  if (position < values_ && is_last) fail("the last word comes too early", position, values_);
  if (bits != 0) fail("an unused pair is not (0, 0)", position, values_);
  done_ = is_last;
  return pairs;
}

void RlcDecoder::fail_short_run(int run) const {
  fail("a run of " + std::to_string(run) + " zeros and a level of zero within the stream",
       position_ - run, values_);
}

}  // namespace eyeriss::hw
