// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_storage.h"

#include <algorithm>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"

namespace eyeriss::sim {
namespace {

constexpr int kByteBits = 8;

int segment_columns(const hw::LayerShape& shape) { return std::min(shape.S, shape.stride_w); }

int channel_steps(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return ceil_div(shape.channels_per_group(), mapping.q * mapping.r);
}

}  // namespace

std::int64_t window_values(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return std::int64_t{mapping.q} * segment_columns(shape) * window_segments(shape);
}

int window_segments(const hw::LayerShape& shape) {
  return ceil_div(shape.S, segment_columns(shape));
}

bool filter_tiles_share_iacts(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return mapping.n == shape.N && mapping.e == shape.E() && mapping.f == shape.F() &&
         channel_steps(shape, mapping) == 1;
}

bool iacts_stay(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return mapping.m > mapping.p * mapping.t ||
         (filter_tiles_share_iacts(shape, mapping) && mapping.m < shape.filters_per_group());
}

std::int64_t iact_stream_bits(const hw::Layer& layer, const hw::Mapping& mapping) {
  const hw::LayerShape& shape = layer.shape;
  const bool is_csc = layer.ifmap_coding == hw::Coding::kCsc;
  const int value_bits = is_csc ? hw::kCscPairBits : hw::kRawValueBits;
  const int address_bits = is_csc ? hw::kIactAddressBits : 0;
  const int step = segment_columns(shape);
  if (!iacts_stay(shape, mapping))
    return std::int64_t{mapping.q} * step * value_bits + address_bits;
  const std::int64_t columns = std::int64_t{mapping.f - 1} * step + shape.S;
  const int segments = mapping.f - 1 + window_segments(shape);
  return mapping.n * (columns * mapping.q * value_bits + segments * address_bits);
}

std::int64_t iact_bank_bits(const hw::ClusterArchitecture& architecture) {
  return std::int64_t{kByteBits} * architecture.glb.iact_bytes / architecture.noc.iact.routers;
}

bool psums_stay(const hw::LayerShape& shape, const hw::Mapping& mapping) {
  return channel_steps(shape, mapping) > 1;
}

std::int64_t psum_chain_bits(const hw::Mapping& mapping) {
  const std::int64_t filters = std::int64_t{mapping.p} * ceil_div(mapping.m, mapping.p * mapping.t);
  return filters * mapping.f * mapping.n * hw::kPsumBits;
}

std::int64_t psum_bank_bits(const hw::ClusterArchitecture& architecture, int clusters) {
  return std::int64_t{kByteBits} * architecture.glb.psum_bytes * clusters /
         architecture.noc.psum.routers;
}

}  // namespace eyeriss::sim
