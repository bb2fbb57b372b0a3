// SPDX-License-Identifier: Apache-2.0
#include "hw/codec/rlc.h"

#include <cstddef>
#include <string>

#include "hw/codec/rlc_decoder.h"
#include "hw/codec/rlc_encoder.h"

namespace eyeriss::hw {

std::vector<noc::Word64> rlc_encode(std::span<const std::int16_t> values) {
  std::vector<noc::Word64> words;
  RlcEncoder encoder;
  for (const std::int16_t value : values) {
    if (const auto word = encoder.push(value)) words.push_back(*word);
  }
  words.push_back(encoder.finish());
  return words;
}

std::vector<std::int16_t> rlc_decode(std::span<const noc::Word64> words, std::int64_t values) {
  RlcDecoder decoder;
  decoder.start(values);
  std::vector<std::int16_t> decoded(static_cast<std::size_t>(values));
  std::int64_t position = 0;
  for (const noc::Word64& word : words) {
    position += decoder.push(word, [&](std::int64_t index, std::int16_t value) {
      decoded[static_cast<std::size_t>(index)] = value;
    });
  }
  if (!decoder.done()) {
    throw RlcError("run-length code: no last word, at value " + std::to_string(position) + " of " +
                   std::to_string(values));
  }
  return decoded;
}

}  // namespace eyeriss::hw
