// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "tests/timeline/trace_events.h"

namespace eyeriss::test {

/// When a layer's process begins, and how long the intervals of its counters are, in cycles.
struct TimelinePlace {
  std::int64_t begin;
  std::int64_t interval;
};

/// Test failures where a layer's process contradicts what is counted of the layer: passes and holds
/// that do not make up its cycles, words and counters that do not add up to its accesses and
/// stalls, tracks that are not those of its family of machines.
/// @param layer as in `summary.json`
void check_layer(const TimelineProcess& process, const nlohmann::json& layer,
                 const TimelinePlace& place, bool has_clusters);

}  // namespace eyeriss::test
