// SPDX-License-Identifier: Apache-2.0
#include "sim/input/core_reader.h"

#include "sim/input/machine_limits.h"

namespace eyeriss::sim {

Core read_core(const JsonValue& value) {
  const JsonObject object = value.object({"clock_mhz", "voltage_v"});
  return {.clock_mhz = read_clock_mhz(object),
          .voltage_v = object.required("voltage_v").number(kMinCoreVoltage, kMaxCoreVoltage)};
}

double read_clock_mhz(const JsonObject& object) {
  return object.required("clock_mhz").number(kMinClockMhz, kMaxClockMhz);
}

}  // namespace eyeriss::sim
