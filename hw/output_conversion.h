// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::hw {

/// What an 8 b machine makes of a finished psum: ReLU if asked, arithmetic right shift by
/// `output_shift`, saturation to int8 or uint8.
/// @param psum of which the low 20 b count, as two's complement
inline std::int16_t to_output(std::int32_t psum, const Layer& layer) {
  constexpr int kUnusedBits = 32 - kPsumBits;
  const std::int32_t wrapped =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(psum) << kUnusedBits) >> kUnusedBits;
  const std::int32_t rectified = layer.relu ? std::max(wrapped, 0) : wrapped;
  const std::int32_t shifted = rectified >> layer.output_shift;
  return static_cast<std::int16_t>(layer.output_is_unsigned ? std::clamp(shifted, 0, 255)
                                                            : std::clamp(shifted, -128, 127));
}

}  // namespace eyeriss::hw
