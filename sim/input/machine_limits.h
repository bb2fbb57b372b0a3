// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyeriss::sim {

// What a machine of any family may have. Generous: the limits keep a slip of the finger from asking
// for more than a computer's memory.
inline constexpr int kMaxSide = 1024;  ///< of a rectangle of PEs
inline constexpr int kMaxPes = 65536;
inline constexpr int kMaxSpadWords = 65536;
inline constexpr int kMaxFifoWords = 4096;
inline constexpr std::int64_t kMaxGlbBytes = std::int64_t{1} << 27;
inline constexpr int kMaxOpenBursts = 1024;
inline constexpr int kMaxStages = 16;  ///< of a PE's pipeline

// Periods are whole picoseconds: 100 of them and more keep a rate within half a per cent.
inline constexpr double kMinClockMhz = 0.01;
inline constexpr double kMaxClockMhz = 10000;

/// Core voltages that can be meant.
inline constexpr double kMinCoreVoltage = 0.3;
inline constexpr double kMaxCoreVoltage = 2.0;

}  // namespace eyeriss::sim
