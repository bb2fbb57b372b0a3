// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "noc/cycle.h"
#include "sim/mapper/pass_extents.h"

namespace eyeriss::sim {

/// Cycles in which a pass's complete psums are read from the GLB when nothing else holds them up
/// (hw/glb/ofmap_drain.h): up to four psums of a plane in a cycle, one word from a bank. Psums of a
/// plane lie as many words apart as a window has; where that meets few banks, fewer are read.
noc::Cycle drain_cycles(const hw::Architecture& architecture, const hw::LayerShape& shape,
                        const hw::Mapping& mapping, const PassExtents& pass);

}  // namespace eyeriss::sim
