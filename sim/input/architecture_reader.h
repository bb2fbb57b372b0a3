// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hw/architecture.h"
#include "sim/input/json_object.h"
#include "sim/input/machine_limits.h"

namespace eyeriss::sim {

/// Reads the hardware of a machine with flat buses (see read_machine). Every key is required; every
/// value is checked.
/// @param root the machine's document, with all keys of a machine declared
/// @throws InputError
hw::Architecture read_architecture(const JsonObject& root);

/// The effective configuration: all values, structured like the hardware's part of a preset.
nlohmann::json to_json(const hw::Architecture& architecture);

}  // namespace eyeriss::sim
