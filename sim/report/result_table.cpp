// SPDX-License-Identifier: Apache-2.0
#include "sim/report/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "sim/report/power_table.h"
#include "sim/report/text_table.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

constexpr const char* kAbsent = "-";
constexpr double kMebi = 1024.0 * 1024.0;

/// A figure of a layer's or the totals' statistics.
using Figure = double (*)(const ordered_json&);

double number(const ordered_json& result, const char* pointer) {
  return result.at(ordered_json::json_pointer(pointer)).get<double>();
}

double mmacs(const ordered_json& result) { return number(result, "/macs") / 1e6; }

double active_pes(const ordered_json& result) { return number(result, "/active_pes"); }

double utilization_percent(const ordered_json& result) {
  return number(result, "/pe_utilization") * 100;
}

double processing_ms(const ordered_json& result) {
  return number(result, "/latency_ms/processing");
}

double total_ms(const ordered_json& result) { return number(result, "/latency_ms/total"); }

double glb_mib(const ordered_json& result) {
  return (number(result, "/accesses/glb/read_bytes") +
          number(result, "/accesses/glb/write_bytes")) /
         kMebi;
}

double dram_mb(const ordered_json& result) {
  return (number(result, "/accesses/dram/read_bytes") +
          number(result, "/accesses/dram/write_bytes")) /
         1e6;
}

double dram_reduction(const ordered_json& result) {
  return number(result, "/accesses/dram/uncompressed_bytes") / (dram_mb(result) * 1e6);
}

double power_mw(const ordered_json& result) { return number(result, "/power_mw"); }

/// Faults leave no statistics.
bool has_statistics(const ordered_json& result) { return result.contains("cycles"); }

/// Makes the rows of one table.
class Rows {
 public:
  Rows(TextTable& table, const ordered_json& totals, bool has_published, bool has_power)
      : table_(table), totals_(totals), has_published_(has_published), has_power_(has_power) {}

  void add(const std::string& name, const ordered_json& result, const PublishedRow* published,
           const std::string& check) {
    std::vector<std::string> cells = {name};
    const auto here = [&](Figure figure, int places) {
      cells.push_back(has_statistics(result) ? fmt::format("{:.{}f}", figure(result), places)
                                             : kAbsent);
    };
    const auto chip = [&](double PublishedRow::*figure, int places) {
      if (!has_published_) return;
      cells.push_back(published ? fmt::format("{:.{}f}", published->*figure, places) : kAbsent);
    };
    here(mmacs, places(mmacs));
    here(active_pes, 0);
    chip(&PublishedRow::active_pes, 0);
    here(utilization_percent, 1);
    here(processing_ms, places(processing_ms));
    chip(&PublishedRow::processing_latency_ms, 1);
    here(total_ms, places(total_ms));
    chip(&PublishedRow::total_latency_ms, 1);
    here(glb_mib, places(glb_mib));
    chip(&PublishedRow::glb_mib, 1);
    here(dram_mb, places(dram_mb));
    chip(&PublishedRow::dram_mb, 1);
    here(dram_reduction, 1);
    if (has_published_) {
      const bool is_known = published && published->dram_reduction;
      cells.push_back(is_known ? fmt::format("{:.1f}", *published->dram_reduction) : kAbsent);
    }
    if (has_power_) {
      here(power_mw, 0);
      chip(&PublishedRow::power_mw, 0);
    }
    cells.push_back(check);
    table_.add_row(std::move(cells));
  }

 private:
  /// Decimal places of a column: its total gets four digits or more.
  int places(Figure figure) const {
    const double total = has_statistics(totals_) ? figure(totals_) : 0;
    if (total <= 0) return 1;
    return std::clamp(3 - static_cast<int>(std::floor(std::log10(total))), 1, 6);
  }

  TextTable& table_;
  const ordered_json& totals_;
  bool has_published_;
  bool has_power_;
};

void add_columns(TextTable& table, bool has_published, bool has_power) {
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
  number("PE use", "%");
  compared(has_published ? "processing ms" : "processing", "ms");
  compared(has_published ? "total ms" : "total", "ms");
  compared(has_published ? "GLB MiB" : "GLB", "MiB");
  compared(has_published ? "DRAM MB" : "DRAM", "MB");
  compared("raw/coded", "DRAM");
  if (has_power) compared(has_published ? "power mW" : "power", "mW");
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
    if (has_statistics(layer)) shown.insert(layer.at("name").get<std::string>());
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
  const bool has_power =
      has_statistics(summary.at("totals")) && summary.at("totals").at("power_mw").is_number();
  add_columns(table, has_published, has_power);
  Rows rows(table, summary.at("totals"), has_published, has_power);
  for (const ordered_json& layer : layers) {
    rows.add(layer.at("name").get<std::string>(), layer, published_layer(layer), check_cell(layer));
  }
  table.add_rule();
  const bool is_comparable = has_published && covers(*published, layers);
  rows.add("total", summary.at("totals"), is_comparable ? &published->total : nullptr, "");

  std::string text = fmt::format(
      "{} on {}, batch {}\n\n{}", summary.at("workload").get<std::string>(),
      summary.at("arch").get<std::string>(), summary.at("batch").get<int>(), table.text());
  if (has_published && has_power) text += power_table(summary, *published);
  if (has_published) text += fmt::format("\nchip: {}\n", published->source);
  return text;
}

}  // namespace eyeriss::sim
