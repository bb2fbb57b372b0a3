// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_legality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "hw/ceil_div.h"
#include "hw/cluster/cluster_placement.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/mapping/placement.h"
#include "sim/cluster_mapper/cluster_storage.h"
#include "sim/cluster_mapper/weight_need.h"
#include "sim/input/mapping_reader.h"
#include "sim/mapper/mapping_extents.h"

namespace eyeriss::sim {
namespace {

using hw::ClusterArchitecture;

/// @param key at fault, unless a single channel in a PE is too much: then no mapping helps
void check_spad(const char* key, bool is_least, const char* what, std::int64_t need,
                const char* spad, int most) {
  if (need > most) {
    throw MappingError(
        is_least ? "kernel_shape" : key,
        fmt::format("{} = {} exceed the {} spad (at most {})", what, need, spad, most));
  }
}

void check_spads(const ClusterArchitecture::Pe& pe, const hw::Layer& layer,
                 const std::vector<std::int16_t>& weights) {
  const hw::LayerShape& shape = layer.shape;
  const hw::Mapping& mapping = layer.mapping;
  const bool is_least = mapping.q == 1;
  check_spad("kernel_shape", true, "segments of a window", window_segments(shape), "iact address",
             pe.iact_segments);
  check_spad("q", is_least, "iacts of a window's segments", window_values(shape, mapping),
             "iact data", pe.iact_values);
  check_spad("q", is_least, "columns q*S", std::int64_t{mapping.q} * shape.S, "weight address",
             pe.weight_columns);
  check_spad("p", false, "psums p", mapping.p, "psum", pe.psums);
  const char* key = mapping.p > 1 ? "p" : "q";
  const bool is_alone = is_least && mapping.p == 1;
  if (layer.weights_coding == hw::Coding::kRaw) {
    check_spad(key, is_alone, "words of p*q*S weights",
               raw_weight_words(shape, mapping, pe.macs_per_cycle), "weight data", pe.weight_words);
  } else {
    WeightNeed need(shape, weights, pe.macs_per_cycle);
    if (need.fits(mapping.p, mapping.q, pe.weight_words)) return;
    check_spad(key, is_alone, "words of the p*q*S weights with fewest zeros",
               need.words(mapping.p, mapping.q), "weight data", pe.weight_words);
  }
}

void check_mode(std::string_view key, const ClusterArchitecture::Port& port, noc::MeshMode mode) {
  if (is_linked(port, mode)) return;
  throw MappingError(
      std::string(key),
      fmt::format("{} needs links between routers that the network has not (it has {})", key,
                  port.has_horizontal_links ? port.has_vertical_links ? "all" : "horizontal"
                  : port.has_vertical_links ? "vertical"
                                            : "none"));
}

void check_iact_banks(const ClusterArchitecture& architecture, const hw::Layer& layer,
                      const hw::ClusterSources& sources) {
  const hw::Mapping& mapping = layer.mapping;
  std::size_t most = 0;
  for (const auto& source : sources.iacts()) most = std::max(most, source.streams.size());
  const bool stay = iacts_stay(layer.shape, mapping);
  const std::int64_t streams = stay ? static_cast<std::int64_t>(most) : 1;
  const std::int64_t bits = streams * iact_stream_bits(layer, mapping);
  const std::int64_t bank = iact_bank_bits(architecture);
  if (bits <= bank) return;
  const char* key = mapping.f > 1 && stay   ? "f"
                    : mapping.n > 1 && stay ? "n"
                    : mapping.q > 1         ? "q"
                                            : "e";
  throw MappingError(
      key, fmt::format("{} stream{} of iacts ({} b) exceed{} an iact bank of the global buffer (at "
                       "most {} b)",
                       streams, streams == 1 ? "" : "s", bits, streams == 1 ? "s" : "", bank));
}

void check_psum_banks(const ClusterArchitecture& architecture, const hw::Layer& layer,
                      const hw::ClusterPlacement& placement, const hw::ClusterSources& sources) {
  const hw::Mapping& mapping = layer.mapping;
  if (!psums_stay(layer.shape, mapping)) return;
  std::size_t most = 0;
  for (const auto& router : sources.psums()) most = std::max(most, router.chains.size());
  const std::int64_t bits = static_cast<std::int64_t>(most) * psum_chain_bits(mapping);
  const std::int64_t bank = psum_bank_bits(architecture, placement.cells().clusters_per_chain);
  if (bits <= bank) return;
  const char* key = mapping.m > mapping.p * mapping.t ? "m"
                    : mapping.f > 1                   ? "f"
                    : mapping.n > 1                   ? "n"
                                                      : "p";
  throw MappingError(key, fmt::format("psums of {} chain{} ({} b) exceed a psum bank of the global "
                                      "buffer (at most {} b)",
                                      most, most == 1 ? "" : "s", bits, bank));
}

}  // namespace

bool is_linked(const ClusterArchitecture::Port& port, noc::MeshMode mode) {
  switch (mode) {
    case noc::MeshMode::kUnicast:
      return true;
    case noc::MeshMode::kHorizontal:
      return port.has_horizontal_links;
    case noc::MeshMode::kVertical:
      return port.has_vertical_links;
    case noc::MeshMode::kBroadcast:
      break;
  }
  return port.has_horizontal_links && port.has_vertical_links;
}

std::int64_t raw_weight_words(const hw::LayerShape& shape, const hw::Mapping& mapping,
                              int macs_per_cycle) {
  return std::int64_t{mapping.q} * shape.S * ceil_div(mapping.p, macs_per_cycle);
}

void check_cluster_mapping(const ClusterArchitecture& architecture, const hw::Layer& layer,
                           const std::vector<std::int16_t>& weights) {
  const hw::Mapping& mapping = layer.mapping;
  check_extents(layer.shape, mapping);
  check_mode(kIfmapNetwork, architecture.noc.iact, mapping.ifmap_mode);
  check_mode(kFilterNetwork, architecture.noc.weight, mapping.filter_mode);
  check_spads(architecture.pe, layer, weights);
  try {
    const hw::ClusterPlacement placement(architecture, layer.shape, mapping);
    const hw::ClusterSources sources(architecture, layer.shape, mapping, placement);
    check_iact_banks(architecture, layer, sources);
    check_psum_banks(architecture, layer, placement, sources);
  } catch (const hw::PlacementError& error) {
    throw MappingError(error.key(), error.what());
  }
}

}  // namespace eyeriss::sim
