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

std::string format_table(const std::vector<Speed>& speeds) {
  std::size_t width = 0;
  for (const Speed& speed : speeds) width = std::max(width, speed.what.size());

  std::string table =
      fmt::format("{:<{}}{:>12}{:>12}{:>8}\n", "", width, "Mcycles/s", "MMACs/s", "ratio");
  for (const Speed& speed : speeds) {
    const std::string macs =
        speed.macs_per_second > 0 ? fmt::format("{:.1f}", speed.macs_per_second / 1e6) : "-";
    table += fmt::format("{:<{}}{:>12.3f}{:>12}{:>8.2f}\n", speed.what, width,
                         speed.cycles_per_second / 1e6, macs,
                         speed.cycles_per_second / speeds.front().cycles_per_second);
  }
  return table;
}

}  // namespace eyeriss::perf
