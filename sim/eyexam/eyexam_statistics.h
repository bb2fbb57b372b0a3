// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/eyexam/eyexam.h"

namespace eyeriss::sim {

/// A layer's `eyexam`: `macs` to do, seven `steps`, the losses in `words`, and the `roofline`.
nlohmann::ordered_json eyexam_statistics(const Eyexam& eyexam);

}  // namespace eyeriss::sim
