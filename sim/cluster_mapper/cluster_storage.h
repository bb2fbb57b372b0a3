// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/cluster_architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

// Storage that a mapping takes in a machine of clusters. All are at their worst: CSC data without
// any zeros.

/// Values of a window in a PE's iact data spad, which holds whole segments.
std::int64_t window_values(const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Segments of a window.
int window_segments(const hw::LayerShape& shape);

/// Whether all filter tiles of the groups at work have the same ifmaps: those of one tile are all
/// that there are.
bool filter_tiles_share_iacts(const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Whether iacts are read from the GLB more than once between two fills, so that all of a tile has
/// to be there: by passes with other filters of the tile, or of the next tile where that works on
/// the same ifmaps.
bool iacts_stay(const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Bits that a stream of iacts needs in its bank: all of a tile if it stays, else a segment.
std::int64_t iact_stream_bits(const hw::Layer& layer, const hw::Mapping& mapping);
/// Those that a bank has.
std::int64_t iact_bank_bits(const hw::ClusterArchitecture& architecture);

/// Whether psums wait in the GLB for those of further channels.
bool psums_stay(const hw::LayerShape& shape, const hw::Mapping& mapping);

/// Bits that the psums of one chain need in its bank.
std::int64_t psum_chain_bits(const hw::Mapping& mapping);
/// Those that the bank of one router has.
/// @param clusters whose banks work as one
std::int64_t psum_bank_bits(const hw::ClusterArchitecture& architecture, int clusters);

}  // namespace eyeriss::sim
