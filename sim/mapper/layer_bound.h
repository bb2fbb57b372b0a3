// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/architecture.h"
#include "hw/layer.h"
#include "sim/mapper/layer_timing.h"
#include "sim/mapper/link_traffic.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {

/// Times that layer_times() is never below, in closed form: each pass is at least as long as its
/// slowest resource, be it a PE's windows, the psums or the ifmap words on their network; and the
/// array waits for ifmaps and ofmaps on the link, and for filters if they take longer than all
/// passes.
LayerTimes least_layer_times(const hw::Architecture& architecture, const hw::Layer& layer,
                             const PassClasses& classes, const LinkTraffic& traffic);

}  // namespace eyeriss::sim
