// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hw/any_architecture.h"
#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// A figure of the results that is counted: the counts of a layer's intervals, differences of
/// values at their ends, add up to the layer's.
struct Count {
  using Value = std::int64_t (*)(const hw::AnyArchitecture&, const hw::LayerCounters&);

  const char* path;  ///< in a layer's results, as a JSON pointer, e.g. `/cycles/total`
  Value value;       ///< on the machine for which it was listed, or one of its family
};

/// All that a machine of this family counts, in the order of the results.
std::span<const Count> counts(const hw::AnyArchitecture& architecture);

/// The path with dots, as a column of a table: `cycles.total`.
std::string column_name(const Count& count);

}  // namespace eyeriss::sim
