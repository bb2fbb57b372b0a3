// SPDX-License-Identifier: Apache-2.0
#include "sim/report/power_table.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/report/text_table.h"

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

struct ComparedLayer {
  const ordered_json* result;
  const PublishedRow* published;
};

double energy_pj(const ordered_json& result, std::string_view component) {
  const auto part = [&](std::string_view key) {
    return result.at("energy_pj").at(key).get<double>();
  };
  if (component != "spads") return part(component);
  return part("ifmap_spad") + part("filter_spad") + part("psum_spad");
}

double power_mw(const ordered_json& result, std::string_view component) {
  const double milliseconds = result.at("latency_ms").at("total").get<double>();
  return energy_pj(result, component) * 1e-6 / milliseconds;
}

std::vector<ComparedLayer> compared_layers(const ordered_json& summary,
                                           const PublishedFigures& published) {
  std::vector<ComparedLayer> layers;
  for (const ordered_json& layer : summary.at("layers")) {
    const auto row = published.layers.find(layer.at("name").get<std::string>());
    if (row == published.layers.end() || !layer.contains("power_mw")) continue;
    layers.push_back({&layer, &row->second});
  }
  return layers;
}

std::string heading(const ComparedLayer& layer, bool is_calibrated) {
  const auto name = layer.result->at("name").get<std::string>();
  if (!is_calibrated) return name;
  // The table was fitted with the published mapping.
  const bool is_fitted =
      layer.published->power_percent && layer.result->at("mapping_source") == "given";
  return name + (is_fitted ? " fitted" : " predicted");
}

}  // namespace

std::string power_table(const ordered_json& summary, const PublishedFigures& published) {
  const auto energy_table = summary.at("arch_config").at("energy").at("name").get<std::string>();
  const bool is_calibrated = energy_table == published.calibrated_table;
  const std::vector<ComparedLayer> layers = compared_layers(summary, published);

  TextTable table;
  table.add_column("", "power in mW", TextTable::Align::kLeft);
  for (const ComparedLayer& layer : layers) {
    for (const char* side : {"here", "chip"}) {
      table.add_column(heading(layer, is_calibrated), side, TextTable::Align::kRight);
    }
  }
  for (std::size_t i = 0; i < kPublishedComponents.size(); ++i) {
    const std::string_view component = kPublishedComponents[i];
    std::vector<std::string> cells = {std::string(component)};
    for (const auto& [result, chip] : layers) {
      cells.push_back(fmt::format("{:.1f}", power_mw(*result, component)));
      cells.push_back(chip->power_percent
                          ? fmt::format("{:.1f}", (*chip->power_percent)[i] / 100 * chip->power_mw)
                          : "-");
    }
    table.add_row(std::move(cells));
  }
  table.add_rule();
  std::vector<std::string> cells = {"chip"};
  for (const auto& [result, chip] : layers) {
    cells.push_back(fmt::format("{:.0f}", result->at("power_mw").get<double>()));
    cells.push_back(fmt::format("{:.0f}", chip->power_mw));
  }
  table.add_row(std::move(cells));
  return fmt::format("\n{}\nenergy table: {}\n", table.text(), energy_table);
}

}  // namespace eyeriss::sim
