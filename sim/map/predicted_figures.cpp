// SPDX-License-Identifier: Apache-2.0
#include "sim/map/predicted_figures.h"

#include <stdexcept>
#include <string_view>

#include "sim/stats/counts.h"

namespace eyeriss::sim {

PredictedFigures& PredictedFigures::operator+=(const PredictedFigures& other) {
  passes += other.passes;
  processing_cycles += other.processing_cycles;
  total_cycles += other.total_cycles;
  glb_bytes += other.glb_bytes;
  dram_bytes += other.dram_bytes;
  energy += other.energy;
  return *this;
}

PredictedFigures figures_of(const Machine& machine, const RatedMapping& mapping) {
  const auto count = [&](std::string_view path) {
    for (const Count& candidate : counts(machine.architecture)) {
      if (candidate.path == path)
        return static_cast<double>(candidate.value(machine.architecture, mapping.counters));
    }
    throw std::logic_error("no such count");
  };
  return {.passes = count("/passes"),
          .processing_cycles = count("/cycles/processing"),
          .total_cycles = count("/cycles/total"),
          .glb_bytes = count("/accesses/glb/read_bytes") + count("/accesses/glb/write_bytes"),
          .dram_bytes = count("/accesses/dram/read_bytes") + count("/accesses/dram/write_bytes"),
          .energy = mapping.energy.chip_total() + mapping.energy.dram()};
}

}  // namespace eyeriss::sim
