// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/layer_counters.h"

namespace eyeriss::sim {

/// In what part of all cycles the array is held for data off chip, and for which. @pre it is
std::string hold_words(const hw::LayerCounters& counters);

/// What the PEs in use do when they do no MACs and add no psums, in parts of their cycles: the
/// largest first, those below half a percent left out.
std::string wait_words(const hw::LayerCounters& counters);

}  // namespace eyeriss::sim
