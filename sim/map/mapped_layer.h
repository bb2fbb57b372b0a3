// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/input/workload.h"
#include "sim/mapper/mapping_search.h"

namespace eyeriss::sim {

/// A layer with the mappings that were found for it and the one that it has already.
struct MappedLayer {
  WorkloadLayer source;
  std::vector<RatedMapping> best;             ///< best first, at least one
  std::optional<RatedMapping> given;          ///< none also if it is illegal
  std::optional<std::string> illegal_reason;  ///< of a given mapping, in words
};

}  // namespace eyeriss::sim
