// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace eyeriss::sim {

/// The page that `scripts/report.py` writes beside results.
inline constexpr const char* kReportFile = "report.html";

bool has_report(const std::filesystem::path& results);

/// Removes the plots in the folder beside the page, each an SVG and a CSV file of the same name.
/// What else is there stays.
void remove_plots(const std::filesystem::path& results);

/// Removes the page, if there is one, and its plots.
void remove_report(const std::filesystem::path& results);

}  // namespace eyeriss::sim
