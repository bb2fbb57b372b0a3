// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/published/published_figures.h"

namespace eyeriss::sim {

/// A table of where the power goes, a line per component, for the layers whose power was published:
/// beside the chip's breakdown where there is one. With the calibrated energy table it says which
/// layers that is fitted to, and which it predicts.
std::string power_table(const nlohmann::ordered_json& summary, const PublishedFigures& published);

}  // namespace eyeriss::sim
