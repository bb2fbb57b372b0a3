// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// A figure of the results that is counted: the counts of a layer's intervals add up to the
/// layer's.
struct Count {
  const char* path;  ///< in a layer's results, as a JSON pointer, e.g. `/cycles/total`
  std::int64_t (*value)(const hw::LayerCounters&);
};

/// All of them, in the order of the results.
std::span<const Count> counts();

/// The path with dots, as a column of a table: `cycles.total`.
std::string column_name(const Count& count);

}  // namespace eyeriss::sim
