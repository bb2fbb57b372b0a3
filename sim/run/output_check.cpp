// SPDX-License-Identifier: Apache-2.0
#include "sim/run/output_check.h"

#include <stdexcept>

namespace eyeriss::sim {

OutputCheck compare_outputs(const hw::LayerShape& shape, std::span<const std::int16_t> got,
                            std::span<const std::int16_t> expected) {
  const std::int64_t F = shape.F();
  const std::int64_t plane = shape.E() * F;
  OutputCheck check{shape.N * shape.M * plane, 0, {}};
  const auto outputs = static_cast<std::size_t>(check.outputs);
  if (got.size() != outputs || expected.size() != outputs) {
    throw std::logic_error("the number of outputs is not the layer's");
  }
  for (std::size_t i = 0; i < outputs; ++i) {
    if (got[i] == expected[i]) continue;
    if (check.first.size() < kMaxShownMismatches) {
      const auto index = static_cast<std::int64_t>(i);
      const std::int64_t map = index / plane;
      const std::int64_t position = index % plane;
      check.first.push_back({static_cast<int>(map / shape.M), static_cast<int>(map % shape.M),
                             static_cast<int>(position / F), static_cast<int>(position % F), got[i],
                             expected[i]});
    }
    ++check.mismatches;
  }
  return check;
}

}  // namespace eyeriss::sim
