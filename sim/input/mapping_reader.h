// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "hw/layer.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// Reads a row-stationary mapping of a layer. `f` defaults to all output columns, `g` to 1, and
/// `n` is clamped to the layer's images; whether the rest fits layer and machine is not checked
/// here.
/// @throws InputError
hw::Mapping read_row_stationary(const JsonValue& mapping, const hw::LayerShape& shape);

/// Reads a layer's `mappings`: the row-stationary mapping for one architecture, if there is one.
/// Of mappings for other architectures only that they are objects.
/// @throws InputError
std::optional<hw::Mapping> read_mapping(const JsonValue& mappings, const std::string& architecture,
                                        const hw::LayerShape& shape);

}  // namespace eyeriss::sim
