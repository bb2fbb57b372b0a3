// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/legality.h"

#include <fmt/core.h>

#include <cstdint>

#include "hw/mapping/glb_allocation.h"
#include "hw/mapping/placement.h"
#include "sim/mapper/mapping_extents.h"

namespace eyeriss::sim {
namespace {

void check_spad(const char* key, const char* what, std::int64_t words, const char* spad, int most) {
  if (words > most) {
    throw MappingError(
        key, fmt::format("{} = {} words exceed the {} spad (at most {})", what, words, spad, most));
  }
}

void check_spads(const hw::Architecture::Pe& pe, const hw::LayerShape& shape,
                 const hw::Mapping& mapping) {
  check_spad("kernel_shape", "kernel width", shape.S, "ifmap", pe.ifmap_spad_words);
  check_spad("kernel_shape", "kernel width", shape.S, "filter", pe.filter_spad_words);
  const std::int64_t window = std::int64_t{mapping.q} * shape.S;
  check_spad("p", "p", mapping.p, "psum", pe.psum_spad_words);
  check_spad("q", "q*S", window, "ifmap", pe.ifmap_spad_words);
  check_spad("p", "p*q*S", mapping.p * window, "filter", pe.filter_spad_words);
}

void check_placement(const hw::Architecture& architecture, const hw::LayerShape& shape,
                     const hw::Mapping& mapping) {
  try {
    const hw::Placement placement(architecture, shape, mapping);
  } catch (const hw::PlacementError& error) {
    throw MappingError(error.key(), error.what());
  }
}

void check_glb(const hw::Architecture::Glb& glb, const hw::GlbAllocation& need,
               const hw::Mapping& mapping) {
  if (need.all_banks() > glb.banks) {
    const bool psums_dominate = need.psum_banks > need.ifmap_buffers * need.ifmap_banks;
    const bool is_double = need.ifmap_buffers > 1;
    const char* key = psums_dominate && mapping.m > 1 ? "m" : mapping.f > 1 ? "f" : "e";
    throw MappingError(
        key, fmt::format("ifmaps ({}{} banks{}) and psums ({} banks) exceed the global "
                         "buffer (at most {} banks of {} 64 b words)",
                         is_double ? "two buffers of " : "", need.ifmap_banks,
                         is_double ? ", for controller.overlap_ifmap_fill" : "", need.psum_banks,
                         glb.banks, glb.bank_words));
  }
  const std::int64_t filter_words = std::int64_t{glb.filter_banks} * glb.bank_words;
  if (need.filter_words > filter_words) {
    const char* key = mapping.t > 1 ? "t" : mapping.r > 1 ? "r" : mapping.g > 1 ? "g" : "p";
    throw MappingError(key, fmt::format("{} 64 b words of filters in a pass exceed the filter "
                                        "prefetch banks (at most {})",
                                        need.filter_words, filter_words));
  }
}

}  // namespace

void check_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape,
                   const hw::Mapping& mapping) {
  check_extents(shape, mapping);
  check_spads(architecture.pe, shape, mapping);
  check_placement(architecture, shape, mapping);
  check_glb(architecture.glb, hw::allocate_glb(architecture, shape, mapping), mapping);
}

}  // namespace eyeriss::sim
