// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// The most bytes that a layer's tensors can take in memory, coded as they are, whatever their
/// values (hw/dram/dram_layout.h).
std::int64_t memory_need_bytes(const hw::Layer& layer);

/// @throws MappingError with the key "name" if memory is too small for the layer
void check_memory(const hw::Architecture& architecture, const hw::Layer& layer);

}  // namespace eyeriss::sim
