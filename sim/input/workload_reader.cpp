// SPDX-License-Identifier: Apache-2.0
#include "sim/input/workload_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/input/input_error.h"
#include "sim/input/json_object.h"
#include "sim/input/json_reader.h"
#include "sim/input/json_value.h"
#include "sim/input/layer_reader.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {
namespace {

/// The name becomes part of a directory's name and a column of a CSV file.
std::string workload_name(const JsonValue& value) {
  std::string name = value.string();
  if (name.size() > kMaxNameLength || name.find_first_of("/\\,\"") != std::string::npos) {
    value.fail("bad name " + in_quotes(name),
               fmt::format("up to {} bytes without / \\ , and \"", kMaxNameLength));
  }
  return name;
}

int effective_batch(const JsonObject& root, std::optional<std::int64_t> batch) {
  const int from_file = root.int32_or("batch", 1, kMaxBatch, 1);
  if (!batch) return from_file;
  if (*batch < 1 || *batch > kMaxBatch) {
    throw InputError(fmt::format("--batch {}", *batch), "", "is out of range",
                     fmt::format("integers from 1 to {}", kMaxBatch));
  }
  return static_cast<int>(*batch);
}

std::vector<std::string> layer_names(const Workload& workload) {
  std::vector<std::string> names;
  for (const WorkloadLayer& layer : workload.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

Workload read_workload(const std::filesystem::path& file, const MachineId& machine,
                       std::optional<std::int64_t> batch) {
  const nlohmann::json document = read_json(file);
  const JsonObject root = JsonValue(document, file.string()).object({"name", "batch", "layers"});
  Workload workload{.name = workload_name(root.required("name")),
                    .file = file,
                    .batch = effective_batch(root, batch),
                    .layers = {}};

  const JsonValue layers = root.required("layers");
  std::map<std::string, std::string> path_of_name;
  for (const JsonValue& value : layers.array()) {
    WorkloadLayer layer = read_layer(value, workload.batch, machine, file.parent_path());
    layer.is_first = workload.layers.empty();
    const auto [earlier, is_new] = path_of_name.emplace(layer.name, layer.path);
    if (!is_new) {
      throw InputError(
          file.string(), layer.path + ".name",
          fmt::format("{} is the name of {} already", in_quotes(layer.name), earlier->second),
          "unique names");
    }
    workload.layers.push_back(std::move(layer));
  }
  if (workload.layers.empty()) layers.fail("is empty", "one layer or more");
  return workload;
}

std::vector<const WorkloadLayer*> select_layers(const Workload& workload, const std::string& list) {
  const std::vector<std::string> names = layer_names(workload);
  const auto fail = [&](const std::string& problem) {
    throw InputError("--layers " + shortened(list), "", problem, listed(names));
  };
  std::set<std::string> wanted;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fail("unknown layer " + in_quotes(name) + suggestion(name, names));
    }
    if (!wanted.insert(name).second) fail("layer " + in_quotes(name) + " is named twice");
    begin = end + 1;
  }
  std::vector<const WorkloadLayer*> selected;
  for (const WorkloadLayer& layer : workload.layers) {
    if (wanted.contains(layer.name)) selected.push_back(&layer);
  }
  return selected;
}

}  // namespace eyeriss::sim
