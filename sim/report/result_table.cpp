// SPDX-License-Identifier: Apache-2.0
#include "sim/report/result_table.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "sim/report/text_table.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

constexpr const char* kAbsent = "-";
constexpr double kMebi = 1024.0 * 1024.0;

/// Makes the cells of one table.
class Rows {
 public:
  Rows(TextTable& table, bool has_published) : table_(table), has_published_(has_published) {}

  /// @param result statistics of a layer or the totals, maybe absent because of a fault
  void add(const std::string& name, const ordered_json& result, const PublishedRow* published,
           const std::string& check) {
    cells_ = {name};
    const bool is_there = result.contains("cycles");
    const auto value = [&](const char* format, const auto& get) {
      cells_.push_back(is_there ? fmt::format(fmt::runtime(format), get()) : kAbsent);
    };
    const auto published_value = [&](const char* format, double PublishedRow::*member) {
      if (!has_published_) return;
      cells_.push_back(published ? fmt::format(fmt::runtime(format), published->*member) : kAbsent);
    };
    const auto number = [&](const char* pointer) {
      return result.at(ordered_json::json_pointer(pointer)).get<double>();
    };
    value("{:.1f}", [&] { return number("/macs") / 1e6; });
    value("{:.0f}", [&] { return number("/active_pes"); });
    published_value("{:.0f}", &PublishedRow::active_pes);
    value("{:.1f}", [&] { return number("/pe_utilization") * 100; });
    value("{:.2f}", [&] { return number("/latency_ms/processing"); });
    published_value("{:.1f}", &PublishedRow::processing_latency_ms);
    value("{:.2f}", [&] { return number("/latency_ms/total"); });
    value("{:.2f}", [&] {
      return (number("/accesses/glb/read_bytes") + number("/accesses/glb/write_bytes")) / kMebi;
    });
    published_value("{:.1f}", &PublishedRow::glb_mib);
    value("{:.2f}", [&] {
      return (number("/accesses/dram/read_bytes") + number("/accesses/dram/write_bytes")) / 1e6;
    });
    cells_.push_back(check);
    table_.add_row(std::move(cells_));
  }

 private:
  TextTable& table_;
  bool has_published_;
  std::vector<std::string> cells_;
};

void add_columns(TextTable& table, bool has_published) {
  const auto number = [&](const char* group, const char* heading) {
    table.add_column(group, heading, TextTable::Align::kRight);
  };
  const auto compared = [&](const char* group, const char* unit) {
    number(group, has_published ? "here" : unit);
    if (has_published) number(group, "chip");
  };
  table.add_column("", "layer", TextTable::Align::kLeft);
  number("MACs", "10^6");
  compared("active PEs", "");
  number("used", "%");
  compared(has_published ? "processing ms" : "processing", "ms");
  number("total", "ms");
  compared(has_published ? "GLB MiB" : "GLB", "MiB");
  number("DRAM", "MB");
  table.add_column("outputs", "checked", TextTable::Align::kLeft);
}

std::string check_cell(const ordered_json& layer) {
  const std::string status = layer.at("status").get<std::string>();
  if (status != "mismatch") return status;
  const ordered_json& check = layer.at("check");
  return fmt::format("{} of {} wrong", check.at("mismatches").get<std::int64_t>(),
                     check.at("outputs").get<std::int64_t>());
}

/// Whether the table shows exactly the published layers, so that the totals may be compared.
bool covers(const PublishedFigures& published, const ordered_json& layers) {
  std::set<std::string> shown;
  for (const ordered_json& layer : layers) {
    if (layer.contains("cycles")) shown.insert(layer.at("name").get<std::string>());
  }
  std::set<std::string> known;
  for (const auto& [name, row] : published.layers) known.insert(name);
  return shown == known;
}

}  // namespace

std::string result_table(const ordered_json& summary, const PublishedFigures* published) {
  const ordered_json& layers = summary.at("layers");
  const auto published_layer = [&](const ordered_json& layer) -> const PublishedRow* {
    if (published == nullptr) return nullptr;
    const auto row = published->layers.find(layer.at("name").get<std::string>());
    return row == published->layers.end() ? nullptr : &row->second;
  };
  bool has_published = false;
  for (const ordered_json& layer : layers) has_published |= published_layer(layer) != nullptr;

  TextTable table;
  add_columns(table, has_published);
  Rows rows(table, has_published);
  for (const ordered_json& layer : layers) {
    rows.add(layer.at("name").get<std::string>(), layer, published_layer(layer), check_cell(layer));
  }
  table.add_rule();
  const bool is_comparable = has_published && covers(*published, layers);
  rows.add("total", summary.at("totals"), is_comparable ? &published->total : nullptr, "");

  std::string text = fmt::format(
      "{} on {}, batch {}\n\n{}", summary.at("workload").get<std::string>(),
      summary.at("arch").get<std::string>(), summary.at("batch").get<int>(), table.text());
  if (has_published) text += fmt::format("\nchip: {}\n", published->source);
  return text;
}

}  // namespace eyeriss::sim
