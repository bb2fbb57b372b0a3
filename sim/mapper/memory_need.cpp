// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/memory_need.h"

#include <algorithm>

#include "hw/ceil_div.h"
#include "hw/codec/rlc.h"
#include "hw/dram/dram_layout.h"

namespace eyeriss::sim {
namespace {

constexpr std::int64_t kWordBytes = 8;

/// Words of coded streams at worst; raw ones take fewer.
std::int64_t stream_words(std::int64_t streams, std::int64_t values) {
  return streams * hw::rlc_words_bound(values);
}

}  // namespace

std::int64_t memory_need_bytes(const hw::Layer& layer) {
  const hw::LayerShape& s = layer.shape;
  const hw::Mapping& m = layer.mapping;
  const std::int64_t strips = std::int64_t{ceil_div(s.E(), m.e)} * ceil_div(s.F(), m.f);
  const std::int64_t strip_rows = std::min(s.H, (m.e - 1) * s.stride_h + s.R);
  const std::int64_t strip_columns = std::min(s.W, (m.f - 1) * s.stride_w + s.S);
  const std::int64_t planes = std::int64_t{s.N} * s.C;
  const std::int64_t ifmap = layer.ifmap_coding == hw::Coding::kRlc
                                 ? stream_words(planes * strips, strip_rows * strip_columns)
                                 : planes * ceil_div(std::int64_t{s.H} * s.W, std::int64_t{4});
  // A weight may be alone in its word of the filter network, whose four values take two words if
  // they are coded.
  const std::int64_t filters = 2 * std::int64_t{s.M} * s.channels_per_group() * s.R * s.S;
  const std::int64_t ofmap =
      stream_words(std::int64_t{s.N} * s.M * strips, std::int64_t{m.e} * m.f);
  return (ifmap + filters + ofmap + 3 * hw::DramLayout::kAlignment) * kWordBytes;
}

bool fits_memory(const hw::DramConfig& dram, const hw::Layer& layer) {
  return dram.is_ideal || memory_need_bytes(layer) <= dram.capacity_bytes();
}

}  // namespace eyeriss::sim
