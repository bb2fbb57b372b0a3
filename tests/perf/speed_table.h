// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace eyeriss::perf {

/// One row of the benchmark's table.
struct Speed {
  std::string what;
  double cycles_per_second;
  double pe_cycles_per_second;  ///< cycles times PEs
  double macs_per_second;       ///< zeros included; 0: does not compute any
};

/// Median; of an even number, the mean of the middle two.
/// @pre `values` is not empty
double median(std::vector<double> values);

/// The one whose cycles per second are the median.
/// @pre `speeds` is not empty
Speed median(std::vector<Speed> speeds);

/// The table, each row with its ratio to the first one's cycles per second.
std::string format_table(const std::vector<Speed>& speeds);

}  // namespace eyeriss::perf
