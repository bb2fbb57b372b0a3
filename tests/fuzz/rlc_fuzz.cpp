// SPDX-License-Identifier: Apache-2.0
// Fuzzes the run-length codec. The first byte of the input chooses: words to decode, or values to
// code.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "hw/codec/rlc.h"
#include "hw/codec/rlc_error.h"

namespace eyeriss::hw {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

template <typename T>
std::vector<T> as_vector(std::span<const std::uint8_t> bytes) {
  std::vector<T> items(bytes.size() / sizeof(T));
  if (!items.empty()) std::memcpy(items.data(), bytes.data(), items.size() * sizeof(T));
  return items;
}

/// Arbitrary words and an arbitrary length are refused, or are the code of the values that come
/// out.
void fuzz_decoder(std::span<const std::uint8_t> bytes) {
  std::uint16_t length = 0;
  if (bytes.size() < sizeof(length)) return;
  std::memcpy(&length, bytes.data(), sizeof(length));
  const auto words = as_vector<noc::Word64>(bytes.subspan(sizeof(length)));
  std::vector<std::int16_t> values;
  try {
    values = rlc_decode(words, length);
  } catch (const RlcError&) {
    return;
  }
  check(values.size() == length);
  check(rlc_encode(values) == words);
}

void fuzz_encoder(std::span<const std::uint8_t> bytes) {
  const auto values = as_vector<std::int16_t>(bytes);
  const auto length = static_cast<std::int64_t>(values.size());
  const auto words = rlc_encode(values);
  check(static_cast<std::int64_t>(words.size()) <= rlc_words_bound(length));
  check(rlc_decode(words, length) == values);
}

}  // namespace
}  // namespace eyeriss::hw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span bytes(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    eyeriss::hw::fuzz_decoder(bytes);
  } else {
    eyeriss::hw::fuzz_encoder(bytes);
  }
  return 0;
}
