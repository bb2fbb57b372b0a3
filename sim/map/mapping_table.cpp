// SPDX-License-Identifier: Apache-2.0
#include "sim/map/mapping_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/input/mapping_reader.h"
#include "sim/map/predicted_figures.h"
#include "sim/report/text_table.h"

namespace eyeriss::sim {
namespace {

constexpr double kMebi = 1024.0 * 1024.0;
constexpr const char* kGiven = "given";

/// Mappings in one narrow column, their keys one below the other.
class MappingColumn {
 public:
  MappingColumn(MachineFamily family, const std::vector<MappedLayer>& layers) : family_(family) {
    const nlohmann::ordered_json none = to_json(hw::Mapping{}, family);
    for (const auto& [key, value] : none.items()) {
      keys_.push_back(shortened(key));
    }
    widths_.resize(keys_.size());
    widen(keys_);
    for (const MappedLayer& layer : layers) {
      for (const RatedMapping& found : layer.best) widen(values(found.mapping));
      if (layer.given) widen(values(layer.given->mapping));
    }
  }

  std::string heading() const { return joined(keys_); }
  std::string cell(const hw::Mapping& mapping) const { return joined(values(mapping)); }

 private:
  using Words = std::vector<std::string>;

  /// Of networks and how far they reach, the column being narrow: `ifm`, `bro`.
  static std::string shortened(const std::string& word) { return word.substr(0, 3); }

  Words values(const hw::Mapping& mapping) const {
    Words result;
    for (const nlohmann::ordered_json& value : to_json(mapping, family_)) {
      result.push_back(value.is_string() ? shortened(value.get<std::string>()) : value.dump());
    }
    return result;
  }

  void widen(const Words& words) {
    for (std::size_t i = 0; i < words.size(); ++i)
      widths_[i] = std::max(widths_[i], words[i].size());
  }

  std::string joined(const Words& words) const {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
      text += fmt::format("{}{:>{}}", i > 0 ? " " : "", words[i], widths_[i]);
    }
    return text;
  }

  MachineFamily family_;
  Words keys_;
  std::vector<std::size_t> widths_;
};

/// A column of figures: their unit, and places after the point so that the sum has four digits.
struct FigureColumn {
  const char* group;
  std::string heading;
  double PredictedFigures::*figure;
  double unit;
  int least_places;
  int places = 0;
};

/// Energies are given in uJ and mJ, or in thousands and millions of a MAC's energy.
FigureColumn energy_column(const EnergyTable& table, double total) {
  constexpr double kMuch = 1e11;  // pJ
  const bool is_absolute = table.unit == EnergyTable::Unit::kPicojoule;
  const bool is_much = total >= kMuch / 10;
  return {.group = "energy",
          .heading = is_absolute ? (is_much ? "mJ" : "uJ") : (is_much ? "10^9 MAC" : "10^6 MAC"),
          .figure = &PredictedFigures::energy,
          .unit = is_much ? 1e9 : 1e6,
          .least_places = 1};
}

std::vector<FigureColumn> figure_columns(const Machine& machine, const PredictedFigures& total) {
  const double clock_khz = machine.core_clock_mhz() * 1e3;
  std::vector<FigureColumn> columns = {
      {"", "passes", &PredictedFigures::passes, 1, 0},
      {"10^3 cycles", "proc.", &PredictedFigures::processing_cycles, 1e3, 0},
      {"10^3 cycles", "total", &PredictedFigures::total_cycles, 1e3, 0},
      {"total", "ms", &PredictedFigures::total_cycles, clock_khz, 1},
      {"GLB", "MiB", &PredictedFigures::glb_bytes, kMebi, 1},
      {"DRAM", "MB", &PredictedFigures::dram_bytes, 1e6, 1},
      energy_column(machine.energy, total.energy)};
  for (FigureColumn& column : columns) {
    const double sum = total.*column.figure / column.unit;
    const int wanted = sum > 0 ? 3 - static_cast<int>(std::floor(std::log10(sum))) : 0;
    column.places = column.unit == 1 ? 0 : std::clamp(wanted, column.least_places, 6);
  }
  return columns;
}

/// Makes the rows.
class Rows {
 public:
  Rows(const Machine& machine, const std::vector<MappedLayer>& layers,
       const PredictedFigures& total)
      : machine_(machine),
        mapping_column_(machine.family(), layers),
        figure_columns_(figure_columns(machine, total)) {
    const auto add_number = [&](const char* group, const std::string& heading) {
      table_.add_column(group, heading, TextTable::Align::kRight);
    };
    table_.add_column("", "layer", TextTable::Align::kLeft);
    add_number("", "rank");
    table_.add_column("mapping", mapping_column_.heading(), TextTable::Align::kLeft);
    add_number("active", "PEs");
    add_number("active", "%");
    for (const FigureColumn& column : figure_columns_) add_number(column.group, column.heading);
  }

  void add(const std::string& name, const std::string& rank, const RatedMapping& rated) {
    const auto active = static_cast<double>(rated.counters.active_pes);
    add_cells({name, rank, mapping_column_.cell(rated.mapping), fmt::format("{:.0f}", active),
               fmt::format("{:.0f}", 100 * active / machine_.pes())},
              figures_of(machine_, rated));
  }

  void add_illegal(const std::string& name) {
    std::vector<std::string> cells(kLeadingColumns + figure_columns_.size(), "-");
    cells[0] = name;
    cells[1] = kGiven;
    cells[2] = "illegal";
    table_.add_row(std::move(cells));
  }

  void add_rule() { table_.add_rule(); }
  void add_total(const std::string& rank, const PredictedFigures& total) {
    add_cells({"total", rank, "", "", ""}, total);
  }

  std::string text() const { return table_.text(); }

 private:
  static constexpr std::size_t kLeadingColumns = 5;

  void add_cells(std::vector<std::string> cells, const PredictedFigures& figures) {
    for (const FigureColumn& column : figure_columns_) {
      cells.push_back(fmt::format("{:.{}f}", figures.*column.figure / column.unit, column.places));
    }
    table_.add_row(std::move(cells));
  }

  const Machine& machine_;
  TextTable table_;
  MappingColumn mapping_column_;
  std::vector<FigureColumn> figure_columns_;
};

}  // namespace

std::string mapping_table(const Machine& machine, const std::vector<MappedLayer>& layers) {
  PredictedFigures best;
  PredictedFigures given;
  bool all_given = true;
  for (const MappedLayer& layer : layers) {
    best += figures_of(machine, layer.best.front());
    if (layer.given) given += figures_of(machine, *layer.given);
    all_given = all_given && layer.given;
  }
  Rows rows(machine, layers, best);
  for (const MappedLayer& layer : layers) {
    const std::string& name = layer.source.name;
    for (std::size_t i = 0; i < layer.best.size(); ++i) {
      rows.add(name, std::to_string(i + 1), layer.best[i]);
    }
    if (layer.given) rows.add(name, kGiven, *layer.given);
    if (layer.illegal_reason) rows.add_illegal(name);
  }
  rows.add_rule();
  rows.add_total("1", best);
  if (all_given) rows.add_total(kGiven, given);
  return rows.text();
}

}  // namespace eyeriss::sim
