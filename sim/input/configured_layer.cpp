// SPDX-License-Identifier: Apache-2.0
#include "sim/input/configured_layer.h"

namespace eyeriss::sim {

hw::Layer configured_layer(const hw::Architecture& architecture, const WorkloadLayer& source,
                           const hw::Mapping& mapping) {
  const auto& coding = architecture.link.coding;
  return {.name = source.name,
          .shape = source.shape,
          .mapping = mapping,
          .relu = source.relu,
          .product_shift = source.product_shift,
          .ifmap_coding =
              source.ifmap.coding.value_or(source.is_first ? coding.first_ifmap : coding.ifmap),
          .weights_coding = source.weights.coding.value_or(coding.weights),
          .ofmap_coding = source.ofmap_coding.value_or(coding.ofmap)};
}

}  // namespace eyeriss::sim
