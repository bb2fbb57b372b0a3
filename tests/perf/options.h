// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace eyeriss::perf {

/// What to measure.
struct Options {
  std::string program;             ///< path of eyeriss-sim
  std::string workload;            ///< workload file
  std::string arch;                ///< machine; empty: the first chip
  bool with_clusters;              ///< measure the second chip, too
  std::string layers;              ///< comma-separated, for the fast schedule; empty: all
  std::string every_cycle_layers;  ///< the same for --every-cycle
  int repeat;                      ///< measurements of the fast schedule; their median counts
  double seconds;                  ///< duration of one run of the empty design
};

/// Reads the command line.
/// @return nothing if only help was asked for, which is then printed
/// @throws std::exception on a wrong command line
std::optional<Options> read_options(int argc, char* argv[]);

}  // namespace eyeriss::perf
