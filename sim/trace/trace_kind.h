// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace eyeriss::sim {

/// What `--trace` can ask for; each makes a file of its own.
enum class TraceKind {
  kCycles,    ///< counts per interval
  kEnergy,    ///< energies per interval
  kTimeline,  ///< phases of the resources, for a viewer
  kDram,      ///< commands to memory
  kPes        ///< counts and energy of each PE
};
inline constexpr TraceKind kTraceKinds[] = {TraceKind::kCycles, TraceKind::kEnergy,
                                            TraceKind::kTimeline, TraceKind::kDram,
                                            TraceKind::kPes};

/// As `--trace` names it, e.g. `cycles`.
std::string name_of(TraceKind kind);
/// E.g. `cycles.csv`.
std::string file_name(TraceKind kind);

/// Reads the list of `--trace`, e.g. `cycles,dram`.
/// @throws InputError for an unknown or empty word, or one that comes twice
std::vector<TraceKind> read_trace_list(const std::string& list);

}  // namespace eyeriss::sim
