// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/stop_signals.h"
#include "sim/trace/trace_kind.h"

namespace eyeriss::sim {

/// Traces that the script reads.
inline constexpr TraceKind kReportTraces[] = {TraceKind::kEnergy, TraceKind::kPes};

/// The project's `scripts/report.py`, which makes the report of a directory of results.
class ReportScript {
 public:
  /// Looks for the script, and for a Python 3 that has the packages which it needs.
  /// @throws InputError if there is none
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
  std::string python_;
};

}  // namespace eyeriss::sim
