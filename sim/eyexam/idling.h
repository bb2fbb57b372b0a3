// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace eyeriss::sim {

/// What a PE in use does when it neither does MACs nor adds psums.
enum class Idling { kFilters, kIfmaps, kPsumsIn, kPsumsOut, kBubbles, kNoWork };
inline constexpr std::size_t kIdlings = 6;

}  // namespace eyeriss::sim
