// SPDX-License-Identifier: Apache-2.0
#include "tests/perf/speed_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace eyeriss::perf {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Speed median(std::vector<Speed> speeds) {
  const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
  std::nth_element(speeds.begin(), middle, speeds.end(), [](const Speed& a, const Speed& b) {
    return a.cycles_per_second < b.cycles_per_second;
  });
  return *middle;
}

std::string format_table(const std::vector<Speed>& speeds) {
  std::size_t width = 0;
  for (const Speed& speed : speeds) width = std::max(width, speed.what.size());

  std::string table = fmt::format("{:<{}}{:>12}{:>14}{:>12}{:>8}\n", "", width, "Mcycles/s",
                                  "M PE-cycles/s", "MMACs/s", "ratio");
  for (const Speed& speed : speeds) {
    const std::string macs =
        speed.macs_per_second > 0 ? fmt::format("{:.1f}", speed.macs_per_second / 1e6) : "-";
    table += fmt::format("{:<{}}{:>12.3f}{:>14.1f}{:>12}{:>8.2f}\n", speed.what, width,
                         speed.cycles_per_second / 1e6, speed.pe_cycles_per_second / 1e6, macs,
                         speed.cycles_per_second / speeds.front().cycles_per_second);
  }
  return table;
}

}  // namespace eyeriss::perf
