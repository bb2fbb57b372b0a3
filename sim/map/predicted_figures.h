// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/mapper/mapping_search.h"

namespace eyeriss::sim {

/// What a mapping is predicted to cost, in the units of a table. Sums of layers are of the same
/// kind.
struct PredictedFigures {
  double passes = 0;
  double processing_cycles = 0;
  double total_cycles = 0;
  double glb_bytes = 0;   ///< with the on-chip networks
  double dram_bytes = 0;  ///< over the link
  double energy = 0;      ///< of chip and DRAM, in the unit of the energy table

  PredictedFigures& operator+=(const PredictedFigures& other);
};

PredictedFigures figures_of(const Machine& machine, const RatedMapping& mapping);

}  // namespace eyeriss::sim
