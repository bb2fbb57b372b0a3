// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/architecture.h"
#include "hw/layer.h"
#include "sim/mapper/pass_classes.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// What a tensor moves over the link while a layer runs.
struct TensorTraffic {
  std::int64_t values = 0;  ///< raw, unpadded 16 b words: exact
  double words = 0;         ///< link words: as expected from the fraction of zeros
};

struct LinkTraffic {
  TensorTraffic ifmaps;
  TensorTraffic filters;
  TensorTraffic ofmaps;
  std::int64_t ifmap_strips;  ///< parts of ifmap planes that are loaded
};

/// @pre the layer's mapping is legal
LinkTraffic link_traffic(const hw::Architecture& architecture, const hw::Layer& layer,
                         const PassClasses& classes, const ZeroFractions& zeros);

}  // namespace eyeriss::sim
