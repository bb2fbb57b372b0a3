// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/energy/machine_family.h"

namespace eyeriss::sim {

/// The machine that mappings are written for.
struct MachineId {
  std::string name;  ///< e.g. `eyeriss-v1`
  MachineFamily family = MachineFamily::kFlat;
};

}  // namespace eyeriss::sim
