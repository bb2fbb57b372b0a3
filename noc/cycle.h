// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace eyeriss::noc {

/// A cycle of one clock domain, counted from 0 at the start of a layer.
using Cycle = std::int64_t;

/// Later than any cycle: "not known yet", "never".
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

}  // namespace eyeriss::noc
