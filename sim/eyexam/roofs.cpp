// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/roofs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "sim/eyexam/bandwidth.h"
#include "sim/stats/counts.h"

namespace eyeriss::sim {
namespace {

/// The sum of what is counted under `/accesses/<level>/<key>`.
double bytes(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
             const std::string& level) {
  double sum = 0;
  for (const char* key : {"read", "write", "fill", "drain"}) {
    const std::string path = fmt::format("/accesses/{}/{}_bytes", level, key);
    for (const Count& count : counts(architecture)) {
      if (count.path == path) sum += static_cast<double>(count.value(architecture, counters));
    }
  }
  return sum;
}

Eyexam::Roof roof(double macs, double moved, const std::optional<double>& bytes_per_cycle,
                  double peak) {
  Eyexam::Roof roof{.macs_per_byte = std::nullopt,
                    .bytes_per_cycle = bytes_per_cycle,
                    .bound_macs_per_cycle = peak};
  if (moved > 0) roof.macs_per_byte = macs / moved;
  if (roof.macs_per_byte && bytes_per_cycle) {
    roof.bound_macs_per_cycle = std::min(peak, *roof.macs_per_byte * *bytes_per_cycle);
  }
  return roof;
}

}  // namespace

Eyexam::Roof dram_roof(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
                       std::int64_t macs, double peak) {
  return roof(static_cast<double>(macs), bytes(architecture, counters, "dram"),
              dram_bytes_per_cycle(architecture), peak);
}

Eyexam::Roof glb_roof(const hw::AnyArchitecture& architecture, const hw::LayerCounters& counters,
                      std::int64_t macs, double peak) {
  return roof(static_cast<double>(macs), bytes(architecture, counters, "glb"),
              glb_bytes_per_cycle(architecture), peak);
}

}  // namespace eyeriss::sim
