// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "hw/coding.h"
#include "sim/input/json_object.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// `"raw"` or `"rlc"`.
/// @throws InputError
hw::Coding read_coding(const JsonValue& value);

/// The object's `coding`, if it has one.
/// @throws InputError
std::optional<hw::Coding> read_optional_coding(const JsonObject& object);

/// As a preset says it.
const char* name_of(hw::Coding coding);

}  // namespace eyeriss::sim
