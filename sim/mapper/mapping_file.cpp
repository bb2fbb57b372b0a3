// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/mapping_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "sim/input/json_object.h"
#include "sim/input/json_reader.h"
#include "sim/input/json_value.h"
#include "sim/input/mapping_reader.h"
#include "sim/input/wording.h"
#include "sim/stats/counts.h"
#include "sim/stats/energy_statistics.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// The layer of the workload that an element of `layers` is for.
const WorkloadLayer& find_layer(const Workload& workload, const JsonValue& name) {
  const std::string wanted = name.string();
  std::vector<std::string> names;
  for (const WorkloadLayer& layer : workload.layers) {
    if (layer.name == wanted) return layer;
    names.push_back(layer.name);
  }
  name.fail(fmt::format("workload {} has no layer {}{}", workload.name, in_quotes(wanted),
                        suggestion(wanted, names)),
            shortened(listed(names)));
}

void check_architecture(const JsonValue& value, const std::string& architecture) {
  if (const std::string name = value.string(); name != architecture) {
    value.fail("the mappings are for " + in_quotes(name), in_quotes(architecture));
  }
}

/// Only the types of what tells how the file came about.
void check_history(const JsonObject& root) {
  for (const char* key : {"workload", "objective"}) {
    if (const auto text = root.optional(key)) text->string();
  }
  root.int32_or("batch", 1, kMaxBatch, 1);
}

bool is_predicted(std::string_view path) {
  if (path.starts_with("/accesses/dram/")) return path.ends_with("_bytes");
  return path == "/passes" || path.starts_with("/cycles/") || path.starts_with("/accesses/");
}

/// Structured like a layer's results.
ordered_json predicted_json(const Machine& machine, const RatedMapping& found) {
  ordered_json result = {{"active_pes", found.counters.active_pes}};
  for (const Count& count : counts(machine.architecture)) {
    if (!is_predicted(count.path)) continue;
    result[ordered_json::json_pointer(count.path)] =
        count.value(machine.architecture, found.counters);
  }
  result.update(energy_statistics(machine, found.counters));
  return result;
}

}  // namespace

std::map<std::string, FileMapping> read_mapping_file(const std::filesystem::path& file,
                                                     const Workload& workload,
                                                     const MachineId& machine) {
  const nlohmann::json document = read_json(file);
  const JsonObject root = JsonValue(document, file.string())
                              .object({"workload", "arch", "objective", "batch", "layers"});
  check_architecture(root.required("arch"), machine.name);
  check_history(root);
  std::map<std::string, FileMapping> mappings;
  for (const JsonValue& value : root.required("layers").array()) {
    const JsonObject entry = value.object({"name", "mapping"});
    const JsonValue name = entry.required("name");
    const WorkloadLayer& layer = find_layer(workload, name);
    const JsonValue mapping = entry.required("mapping");
    const FileMapping read{read_row_stationary(mapping, layer.shape, machine.family),
                           mapping.path()};
    if (!mappings.emplace(layer.name, read).second) {
      name.fail(in_quotes(layer.name) + " has a mapping already", "a layer once");
    }
  }
  return mappings;
}

std::string mapping_file_text(const Workload& workload, const Machine& machine, Objective objective,
                              const std::vector<FoundMapping>& layers) {
  ordered_json document = {{"workload", workload.name},
                           {"arch", machine.name()},
                           {"objective", name_of(objective)},
                           {"batch", workload.batch},
                           {"layers", ordered_json::array()}};
  for (const auto& [name, found] : layers) {
    document["layers"].push_back({{"name", name},
                                  {"mapping", to_json(found->mapping, machine.family())},
                                  {"_predicted", predicted_json(machine, *found)}});
  }
  return document.dump(2) + "\n";
}

}  // namespace eyeriss::sim
