// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "noc/probes.h"

namespace eyeriss::sim {

/// A stretch of simulated time in ps.
struct TimeSpan {
  std::int64_t begin_ps;
  std::int64_t end_ps;
};

/// The save file of GTKWave (`.gtkw`) that shows a waveform: signals in a group for each module, in
/// colours by what they are. Of modules that there are many of, as PEs or banks, the first signals
/// stand together, and all signals in groups that are closed at first.
/// @param vcd,gtkw names of the files, which lie in the same directory
/// @param span what is shown at first
std::string gtkwave_view(const std::vector<noc::Probe>& probes, const std::string& vcd,
                         const std::string& gtkw, TimeSpan span);

}  // namespace eyeriss::sim
