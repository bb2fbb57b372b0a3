// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/dram/dram_config.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// The most bytes that a layer's tensors can take in memory, coded as they are, whatever their
/// values (hw/dram/dram_layout.h).
std::int64_t memory_need_bytes(const hw::Layer& layer);

/// Whether memory is large enough for them. An ideal one always is.
bool fits_memory(const hw::DramConfig& dram, const hw::Layer& layer);

}  // namespace eyeriss::sim
