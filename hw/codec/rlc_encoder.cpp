// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc_encoder.h"

namespace eyeriss::hw {

noc::Word64 RlcEncoder::finish() {
  if (zeros_ > 0) append({zeros_ - 1, 0});
  const noc::Word64 last = to_word(bits_ | kRlcLastBit);
  *this = {};
  return last;
}

}  // namespace eyeriss::hw
