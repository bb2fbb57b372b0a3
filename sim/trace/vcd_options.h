// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace eyeriss::sim {

/// Of the view that lies beside a waveform.
inline constexpr const char* kGtkwaveExtension = ".gtkw";

/// Core cycles of each layer, from `first` to before `end`.
struct CycleWindow {
  std::int64_t first;
  std::int64_t end;
};

/// Small enough for any layer on any preset; an array of PEs changes a lot in a cycle.
inline constexpr CycleWindow kDefaultCycleWindow{0, 10'000};

/// What waveforms are asked for.
struct VcdOptions {
  std::filesystem::path file;  ///< of a single layer; see WaveformFiles
  std::string scope = "*";     ///< see ScopePattern
  CycleWindow cycles = kDefaultCycleWindow;
};

/// Reads `A:B`; without A from the beginning, without B to the end.
/// @throws InputError if it is something else, or empty
CycleWindow read_cycle_window(const std::string& text);

}  // namespace eyeriss::sim
