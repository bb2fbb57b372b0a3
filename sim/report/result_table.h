// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/published/published_figures.h"

namespace eyeriss::sim {

/// The table that a run prints: a line per layer of the summary and one for the totals.
/// @param published figures to stand beside the simulated ones; null if there are none
std::string result_table(const nlohmann::ordered_json& summary, const PublishedFigures* published);

}  // namespace eyeriss::sim
