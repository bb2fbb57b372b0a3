// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// The smallest tile that cuts `extent` into as few tiles as tiles of `most` do.
int even_tile(int extent, int most);

/// Grows a legal mapping of one layer key by key while it stays legal.
class MappingGrowth {
 public:
  /// Both must outlive the object.
  MappingGrowth(const hw::Architecture& architecture, const hw::LayerShape& shape)
      : architecture_(architecture), shape_(shape) {}

  bool legal(const hw::Mapping& mapping) const;

  /// The mapping with m as small as p and t allow.
  hw::Mapping with_least_filters(hw::Mapping mapping) const;

  /// The mapping with one key other than m at its largest legal value, evened out over `extent`.
  /// m is kept as small as p and t allow; then legality is monotonic in every key.
  /// @pre the mapping is legal, and the key is 1
  hw::Mapping grow(const hw::Mapping& mapping, int hw::Mapping::*key, int extent) const;

  /// The mapping with the largest legal m, in steps of p*t, evened out over the layer's filters.
  /// @pre the mapping is legal with the least m
  hw::Mapping grow_filters(const hw::Mapping& mapping) const;

 private:
  const hw::Architecture& architecture_;
  const hw::LayerShape& shape_;
};

}  // namespace eyeriss::sim
