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

double number(const ordered_json& result, const char* pointer) {
  return result.at(ordered_json::json_pointer(pointer)).get<double>();
}

double mmacs(const ordered_json& result) { return number(result, "/macs") / 1e6; }

double glb_mib(const ordered_json& result) {
  return (number(result, "/accesses/glb/read_bytes") + number(result, "/accesses/glb/write_bytes")) /
         kMebi;
}

double dram_mb(const ordered_json& result) {
  return (number(result, "/accesses/dram/read_bytes") +
          number(result, "/accesses/dram/write_bytes")) /
         1e6;
}

/// Makes the rows of one table.
class Rows {
 public:
  Rows(TextTable& table, const ordered_json& totals, bool has_published)
      : table_(table), totals_(totals), has_published_(has_published) {}

  /// @param result statistics of a layer or the totals, maybe absent because of a fault
  void add(const std::string& name, const ordered_json& result, const PublishedRow* published,
           const std::string& check) {
    cells_ = {name};
    const bool is_there = result.contains("cycles");
    const auto value = [&](const auto& get) {
      cells_.push_back(is_there ? fmt::format("{:.{}f}", get(result), decimals(get(totals_)))
                                : kAbsent);
    };
    const auto rounded = [&](double figure, int places) {
      cells_.push_back(fmt::format("{:.{}f}", figure, places));
    };
    const auto at = [](const char* pointer) {
      return [pointer](const ordered_json& json) { return number(json, pointer); };
    };
    const auto published_value = [&](int places, double PublishedRow::*member) {
      if (!has_published_) return;
      if (published != nullptr) rounded(published->*member, places);
      if (published == nullptr) cells_.push_back(kAbsent);
    };
    const auto simulated = [&](const char* pointer, double factor, int places) {
      if (is_there) rounded(number(result, pointer) * factor, places);
      if (!is_there) cells_.push_back(kAbsent);
    };
    value(mmacs);
    simulated("/active_pes", 1, 0);
    published_value(0, &PublishedRow::active_pes);
    simulated("/pe_utilization", 100, 1);
    value(at("/latency_ms/processing"));
    published_value(1, &PublishedRow::processing_latency_ms);
    value(at("/latency_ms/total"));
    value(glb_mib);
    published_value(1, &PublishedRow::glb_mib);
    value(dram_mb);
    cells_.push_back(check);
    table_.add_row(std::move(cells_));
  }

 private:
  /// Decimal places of a column that give its total four digits, one place at least.
  static int decimals(double total) {
    return total > 0 ? std::clamp(3 - static_cast<int>(std::floor(std::log10(total))), 1, 6) : 1;
  }
  TextTable& table_;
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
