// SPDX-License-Identifier: Apache-2.0
#include "sim/run/report_files.h"

#include <system_error>
#include <vector>

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPlotsFolder = "report";

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

bool has_report(const fs::path& results) { return is_file(results / kReportFile); }

void remove_plots(const fs::path& results) {
  const fs::path folder = results / kPlotsFolder;
  std::error_code ignored;
  std::vector<fs::path> plots;
  for (fs::directory_iterator entry(folder, ignored); entry != fs::directory_iterator();
       entry.increment(ignored)) {
    const fs::path file = entry->path();
    if (file.extension() != ".svg") continue;
    const fs::path table = fs::path(file).replace_extension(".csv");
    if (is_file(file) && is_file(table)) plots.insert(plots.end(), {file, table});
  }
  for (const fs::path& plot : plots) fs::remove(plot, ignored);
  if (fs::is_directory(folder, ignored)) fs::remove(folder, ignored);  // if nothing else is there
}

void remove_report(const fs::path& results) {
  if (!has_report(results)) return;
  std::error_code ignored;
  fs::remove(results / kReportFile, ignored);
  remove_plots(results);
}

}  // namespace eyeriss::sim
