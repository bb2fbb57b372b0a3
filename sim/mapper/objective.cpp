// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/objective.h"

#include <array>
#include <utility>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

constexpr std::array<std::pair<Objective, std::string_view>, 3> kNames = {
    {{Objective::kEnergy, "energy"},
     {Objective::kLatency, "latency"},
     {Objective::kEnergyDelayProduct, "edp"}}};

}  // namespace

std::string_view name_of(Objective objective) {
  for (const auto& [value, name] : kNames) {
    if (value == objective) return name;
  }
  return "";
}

Objective read_objective(const std::string& text) {
  for (const auto& [value, name] : kNames) {
    if (text == name) return value;
  }
  throw InputError("--objective " + shortened(text), "", "unknown objective",
                   "energy, latency, edp");
}

}  // namespace eyeriss::sim
