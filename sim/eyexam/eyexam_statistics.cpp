// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/eyexam_statistics.h"

#include <nlohmann/json.hpp>

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// As the publication names them.
struct StepName {
  const char* constraint;
  const char* type;
};
constexpr std::array<StepName, Eyexam::kSteps> kNames = {
    {{"layer size and shape", "workload"},
     {"dataflow loop nest", "architectural"},
     {"number of PEs", "architectural"},
     {"physical dimensions of PE array", "architectural"},
     {"fixed storage capacity", "architectural"},
     {"fixed data bandwidth", "microarchitectural"},
     {"varying data access patterns", "microarchitectural"}}};

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json to_json(const Eyexam::Roof& roof) {
  return {{"macs_per_byte", or_null(roof.macs_per_byte)},
          {"bytes_per_cycle", or_null(roof.bytes_per_cycle)},
          {"bound_macs_per_cycle", roof.bound_macs_per_cycle}};
}

}  // namespace

ordered_json eyexam_statistics(const Eyexam& eyexam) {
  ordered_json steps = ordered_json::array();
  for (std::size_t i = 0; i < Eyexam::kSteps; ++i) {
    steps.push_back({{"step", i + 1},
                     {"constraint", kNames[i].constraint},
                     {"type", kNames[i].type},
                     {"macs_per_cycle", eyexam.steps[i].macs_per_cycle},
                     {"loss", eyexam.steps[i].loss}});
  }
  return {{"macs", eyexam.macs},
          {"steps", std::move(steps)},
          {"words", eyexam.words},
          {"roofline",
           {{"peak_macs_per_cycle", eyexam.peak_macs_per_cycle},
            {"macs_per_cycle", eyexam.steps.back().macs_per_cycle},
            {"dram", to_json(eyexam.dram)},
            {"glb", to_json(eyexam.glb)}}}};
}

}  // namespace eyeriss::sim
