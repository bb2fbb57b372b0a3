// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/input/json_object.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {

/// Clock and supply of a machine's core.
struct Core {
  double clock_mhz;
  double voltage_v;
};

/// @throws InputError
Core read_core(const JsonValue& value);

/// The object's `clock_mhz`.
/// @throws InputError
double read_clock_mhz(const JsonObject& object);

}  // namespace eyeriss::sim
