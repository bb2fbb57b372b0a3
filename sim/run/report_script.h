// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/stop_signals.h"
#include "sim/trace/trace_kind.h"

namespace eyeriss::sim {

/// What the script writes.
inline constexpr const char* kReportFile = "report.html";
/// Traces that it reads.
inline constexpr TraceKind kReportTraces[] = {TraceKind::kCycles, TraceKind::kEnergy,
                                              TraceKind::kPes};

/// The project's `scripts/report.py`, which makes the report of a directory of results.
class ReportScript {
 public:
  /// @throws InputError if the script, a Python 3 or a package that the script needs is missing
  ReportScript();

  /// How making a report ended.
  struct Outcome {
    int stop_signal = 0;                 ///< that came meanwhile and ended it; 0: none
    std::optional<std::string> problem;  ///< how the script ended, if not well
  };
  /// Makes the report. What the script has to complain of it says on standard error.
  /// @param signals watched meanwhile
  Outcome run(const std::filesystem::path& results, StopSignals& signals) const;

  /// To be typed by hand for the same.
  std::string command(const std::filesystem::path& results) const;

 private:
  std::vector<std::string> words(const std::filesystem::path& results) const;

  std::filesystem::path script_;
};

}  // namespace eyeriss::sim
