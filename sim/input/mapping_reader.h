// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "hw/layer.h"
#include "sim/input/json_value.h"
#include "sim/input/machine_id.h"

namespace eyeriss::sim {

inline constexpr std::string_view kIfmapNetwork = "ifmap_network";
inline constexpr std::string_view kFilterNetwork = "filter_network";

/// Reads a row-stationary mapping of a layer. `f` defaults to all output columns, `g` to 1, and
/// `n` is clamped to the layer's images. For machines of clusters alone there are kIfmapNetwork
/// and kFilterNetwork, how far one source of ifmaps and filters reaches: "unicast", which is the
/// default, "horizontal", "vertical" or "broadcast". Whether all this fits layer and machine is
/// not checked here.
/// @throws InputError
hw::Mapping read_row_stationary(const JsonValue& mapping, const hw::LayerShape& shape,
                                MachineFamily family);

/// Reads a layer's `mappings`: the row-stationary mapping for one machine, if there is one. Of
/// mappings for other machines only that they are objects.
/// @throws InputError
std::optional<hw::Mapping> read_mapping(const JsonValue& mappings, const MachineId& machine,
                                        const hw::LayerShape& shape);

/// As a mapping says it.
std::string_view name_of(noc::MeshMode mode);

/// `{"m": 64, "n": 1, ...}`, readable as a mapping for a machine of the family.
nlohmann::ordered_json to_json(const hw::Mapping& mapping, MachineFamily family);

}  // namespace eyeriss::sim
