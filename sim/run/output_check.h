// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hw/layer.h"

namespace eyeriss::sim {

/// One output element that is wrong.
struct Mismatch {
  int n, m, e, f;
  std::int16_t got;
  std::int16_t expected;
};

struct OutputCheck {
  std::int64_t outputs;         ///< elements compared
  std::int64_t mismatches;      ///< elements that differ
  std::vector<Mismatch> first;  ///< the first of them, at most kMaxShownMismatches
};

inline constexpr std::size_t kMaxShownMismatches = 5;

/// Compares every element of two ofmaps [N,M,E,F].
/// @throws std::logic_error if their sizes are not the shape's
OutputCheck compare_outputs(const hw::LayerShape& shape, std::span<const std::int16_t> got,
                            std::span<const std::int16_t> expected);

}  // namespace eyeriss::sim
