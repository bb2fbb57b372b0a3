// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/mac.h"

#include <cstring>

namespace eyeriss::hw {
namespace {

constexpr int kLanes = 8;  // 128 b, what every x86-64 has

// Unsigned, because it wraps; the low half of a product does not depend on the sign.
using Lanes [[gnu::vector_size(kLanes * 2)]] = std::uint16_t;

Lanes load(const std::int16_t* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

/// `kBlocks` vectors of psums stay in registers.
template <int kBlocks>
void burst(const std::int16_t* ifmap, int taps, const std::int16_t* filter, int filters,
           std::int16_t* psum) {
  Lanes sum[kBlocks];
  for (int b = 0; b < kBlocks; ++b) sum[b] = load(psum + b * kLanes);
  for (int tap = 0; tap < taps; ++tap, filter += filters) {
    const auto word = static_cast<std::uint16_t>(ifmap[tap]);
    for (int b = 0; b < kBlocks; ++b) sum[b] += word * load(filter + b * kLanes);
  }
  for (int b = 0; b < kBlocks; ++b) std::memcpy(psum + b * kLanes, &sum[b], sizeof sum[b]);
}

}  // namespace

void mac_burst(const std::int16_t* ifmap, int taps, const std::int16_t* filter, int filters,
               int shift, std::int16_t* psum) {
  if (shift != 0) {
    for (int tap = 0; tap < taps; ++tap, filter += filters)
      for (int k = 0; k < filters; ++k)
        psum[k] = add(psum[k], product(ifmap[tap], filter[k], shift));
    return;
  }
  int k = 0;
  // Two blocks at a time: the published mappings have 16 filters in a PE.
  for (; filters - k > kLanes; k += kMacBlock)
    burst<kMacBlock / kLanes>(ifmap, taps, filter + k, filters, psum + k);
  if (k < filters) burst<1>(ifmap, taps, filter + k, filters, psum + k);
}

}  // namespace eyeriss::hw
