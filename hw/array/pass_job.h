// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/array/pass_configuration.h"
#include "hw/mapping/pass.h"

namespace eyeriss::hw {

/// A pass as the controller hands it to the streamers.
struct PassJob {
  Pass pass;
  const PassConfiguration* configuration;
  std::int64_t psum_base;   ///< GLB address of the pass's first psum word
  int ifmap_region;         ///< of the GLB's ifmap regions, the one with the pass's ifmaps
  std::int64_t number = 0;  ///< of the pass in the layer
};

}  // namespace eyeriss::hw
