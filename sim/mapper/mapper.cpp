// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapper.h"

#include <fmt/format.h>

#include <utility>

#include "sim/input/configured_layer.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {
namespace {

constexpr hw::Mapping kNone{};

/// Layers with the same key have the same best mappings.
std::string key(const hw::Layer& layer, const ZeroFractions& zeros) {
  const hw::LayerShape& s = layer.shape;
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", s.N, s.C, s.H,
                     s.W, s.M, s.R, s.S, s.stride_h, s.stride_w, s.pad_top, s.pad_left,
                     s.pad_bottom, s.pad_right, s.groups, static_cast<int>(layer.ifmap_coding),
                     static_cast<int>(layer.weights_coding), static_cast<int>(layer.ofmap_coding),
                     zeros.ifmap, zeros.weights, zeros.ofmap);
}

}  // namespace

const SearchResult& Mapper::find(const WorkloadLayer& source) {
  const hw::Layer layer = configured_layer(machine_.architecture, source, kNone);
  const ZeroFractions zeros = zero_fractions(source);
  const std::string wanted = key(layer, zeros);
  if (const auto known = results_.find(wanted); known != results_.end()) return known->second;

  const auto start = std::chrono::steady_clock::now();
  SearchResult result = search_mappings(machine_, layer, zeros, objective_, top_);
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return results_.emplace(wanted, std::move(result)).first->second;
}

RatedMapping Mapper::rate(const WorkloadLayer& source, const hw::Mapping& mapping) const {
  return rate_mapping(machine_, configured_layer(machine_.architecture, source, mapping),
                      zero_fractions(source));
}

}  // namespace eyeriss::sim
