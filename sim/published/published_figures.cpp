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

PowerPercent read_percent(const JsonValue& value) {
  const JsonObject object(value, {kPublishedComponents.begin(), kPublishedComponents.end()});
  PowerPercent percent;
  for (std::size_t i = 0; i < percent.size(); ++i) {
    percent[i] = object.required(kPublishedComponents[i]).number(0, 100);
  }
  return percent;
}

PublishedRow read_row(const JsonObject& row) {
  const auto number = [](const JsonValue& value) { return value.number(0, 1e9); };
  const auto required = [&](const char* key) { return number(row.required(key)); };
  const auto reduction = row.optional("dram_reduction");
  const auto percent = row.optional("power_percent");
  return {.active_pes = required("active_pes"),
          .processing_latency_ms = required("processing_latency_ms"),
          .total_latency_ms = required("total_latency_ms"),
          .glb_mib = required("glb_mib"),
          .dram_mb = required("dram_mb"),
          .dram_reduction = reduction ? std::optional(number(*reduction)) : std::nullopt,
          .power_mw = required("power_mw"),
          .power_percent = percent ? std::optional(read_percent(*percent)) : std::nullopt};
}

JsonObject row_object(const JsonValue& value) {
  return value.object({"name", "mmacs", "active_pes", "processing_latency_ms", "total_latency_ms",
                       "glb_mib", "dram_mb", "dram_reduction", "power_mw", "power_percent"});
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
  const JsonObject root =
      JsonValue(document, file.string())
          .object({"source", "workload", "arch", "batch", "calibrated_table", "layers", "total"});
  PublishedFigures figures{.source = root.required("source").string(),
                           .calibrated_table = root.required("calibrated_table").string(),
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
