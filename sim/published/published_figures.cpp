// SPDX-License-Identifier: Apache-2.0
#include "sim/published/published_figures.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "sim/input/data_directory.h"
#include "sim/input/json_object.h"
#include "sim/input/json_reader.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

PublishedRow read_row(const JsonObject& row) {
  const auto number = [&](const char* key) { return row.required(key).number(0, 1e9); };
  return {.active_pes = number("active_pes"),
          .processing_latency_ms = number("processing_latency_ms"),
          .glb_mib = number("glb_mib")};
}

JsonObject row_object(const JsonValue& value) {
  return value.object({"name", "mmacs", "active_pes", "processing_latency_ms", "total_latency_ms",
                       "glb_mib", "dram_mb"});
}

}  // namespace

fs::path published_directory() { return data_directory("workloads/published"); }

std::optional<PublishedFigures> read_published(const fs::path& directory,
                                               const std::string& workload, const std::string& arch,
                                               int batch) {
  const fs::path file = directory / (workload + "-" + arch + ".json");
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  const nlohmann::json document = read_json(file);
  const JsonObject root = JsonValue(document, file.string())
                              .object({"source", "workload", "arch", "batch", "layers", "total"});
  PublishedFigures figures{.source = root.required("source").string(),
                           .layers = {},
                           .total = read_row(row_object(root.required("total")))};
  for (const JsonValue& value : root.required("layers").array()) {
    const JsonObject row = row_object(value);
    figures.layers[row.required("name").string()] = read_row(row);
  }
  const bool is_this = root.required("workload").string() == workload &&
                       root.required("arch").string() == arch &&
                       root.required("batch").int32(1, 65536) == batch;
  return is_this ? std::optional(figures) : std::nullopt;
}

}  // namespace eyeriss::sim
