// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// A legal mapping that keeps most of the array busy, found by a greedy rule in milliseconds,
/// not by a search for the best. From a few widths and heights of the PE sets it fills the array
/// with t and g, then the scratchpads with q, then the global buffer with f, n and m, each key
/// as large as the machine allows and evened out over the tiles that it takes then; of these
/// mappings the one with the fewest estimated cycles is taken.
/// @throws MappingError if even the smallest mapping (every key 1) is illegal, e.g. because the
///         kernel is higher than the array
hw::Mapping simple_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape);

}  // namespace eyeriss::sim
