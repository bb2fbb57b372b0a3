// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/glb_allocation.h"

#include <algorithm>

#include "hw/ceil_div.h"

namespace eyeriss::hw {
namespace {

constexpr int kWordBits = 16;
constexpr int kBankWordBits = 64;

/// Bank words that hold `packets` of `bits` each; a packet narrower than a word straddles none.
std::int64_t bank_words(std::int64_t packets, int bits) {
  return bits <= kBankWordBits ? ceil_div<std::int64_t>(packets, kBankWordBits / bits)
                               : packets * ceil_div<std::int64_t>(bits, kBankWordBits);
}

/// 16 b words of the ifmap tile with its padding.
std::int64_t ifmap_words(const LayerShape& shape, const Mapping& mapping) {
  const std::int64_t channels =
      std::min(std::int64_t{mapping.q} * mapping.r, std::int64_t{shape.channels_per_group()});
  const std::int64_t height = std::int64_t{mapping.e - 1} * shape.stride_h + shape.R;
  const std::int64_t width = std::int64_t{mapping.f - 1} * shape.stride_w + shape.S;
  return mapping.n * (mapping.g * channels) * (height * width);
}

/// Packets of the psum tile: the m filters go in chunks of p, the last may be partial.
std::int64_t psum_packets(const Mapping& mapping, int words_per_packet) {
  const int full_chunks = mapping.m / mapping.p;
  const std::int64_t per_position =
      full_chunks * ceil_div<std::int64_t>(mapping.p, words_per_packet) +
      ceil_div<std::int64_t>(mapping.m % mapping.p, words_per_packet);
  return std::int64_t{mapping.n} * mapping.e * mapping.f * mapping.g * per_position;
}

/// Packets of one pass's filters: every PE row of every set gets p*q filter rows of its own.
std::int64_t filter_packets(const LayerShape& shape, const Mapping& mapping, int words_per_packet) {
  const std::int64_t filters = std::min(mapping.p, shape.filters_per_group());
  const std::int64_t channels = std::min(mapping.q, shape.channels_per_group());
  return std::int64_t{mapping.g} * mapping.t * mapping.r * shape.R *
         ceil_div<std::int64_t>(filters * channels * shape.S, words_per_packet);
}

}  // namespace

GlbAllocation allocate_glb(const Architecture& architecture, const LayerShape& shape,
                           const Mapping& mapping) {
  const Architecture::Noc& noc = architecture.noc;
  GlbAllocation glb{};
  glb.ifmap_words = ifmap_words(shape, mapping);
  glb.psum_packets = psum_packets(mapping, architecture.psums_per_word());
  glb.ifmap_buffers = architecture.ifmap_buffers();
  glb.ifmap_banks =
      ceil_div<std::int64_t>(bank_words(glb.ifmap_words, kWordBits), architecture.glb.bank_words);
  glb.psum_banks = ceil_div<std::int64_t>(bank_words(glb.psum_packets, noc.psum_bits),
                                          architecture.glb.bank_words);
  glb.filter_words =
      bank_words(filter_packets(shape, mapping, architecture.filters_per_word()), noc.filter_bits);
  return glb;
}

}  // namespace eyeriss::hw
