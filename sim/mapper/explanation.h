// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// Why PEs stay idle under a mapping, in words, a line per cause with the PEs that it costs: array
/// rows that no stack of sets reaches, stacks that are not there, columns beside the sets. The
/// first line is how many of all PEs work in a full pass; what the others cost adds up to the rest.
/// @pre the mapping is legal
std::vector<std::string> explain_idle_pes(const hw::Architecture& architecture,
                                          const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Passes, tiles and strips that are not full because a dimension does not divide evenly, a line
/// each, and what that leaves of the PEs at work in the mean over all passes.
/// @pre the mapping is legal
std::vector<std::string> explain_partial_passes(const hw::LayerShape& shape,
                                                const hw::Mapping& mapping);

/// What keeps each key of a mapping from its next larger value, a line per key that is below the
/// layer's extent: the limit that would be exceeded, or that none would.
/// @pre the mapping is legal
std::vector<std::string> explain_bounds(const hw::Architecture& architecture,
                                        const hw::LayerShape& shape, const hw::Mapping& mapping);

}  // namespace eyeriss::sim
