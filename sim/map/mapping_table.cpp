// SPDX-License-Identifier: Apache-2.0
#include "sim/map/mapping_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "sim/map/predicted_figures.h"
#include "sim/report/text_table.h"

namespace eyeriss::sim {
namespace {

constexpr double kMebi = 1024.0 * 1024.0;
constexpr const char* kGiven = "given";
constexpr std::array kKeys = {&hw::Mapping::m, &hw::Mapping::n, &hw::Mapping::e,
                              &hw::Mapping::f, &hw::Mapping::g, &hw::Mapping::p,
                              &hw::Mapping::q, &hw::Mapping::r, &hw::Mapping::t};
constexpr std::string_view kKeyNames = "mnefgpqrt";

std::size_t digits(int value) { return std::to_string(value).size(); }

/// Mappings in one narrow column, their keys one below the other.
class MappingColumn {
 public:
  explicit MappingColumn(const std::vector<MappedLayer>& layers) {
    widths_.fill(1);
    for (const MappedLayer& layer : layers) {
      for (const RatedMapping& found : layer.best) widen(found.mapping);
      if (layer.given) widen(layer.given->mapping);
    }
  }

  std::string heading() const {
    return cells([](std::size_t i) { return kKeyNames.substr(i, 1); });
  }
  std::string cell(const hw::Mapping& mapping) const {
    return cells([&](std::size_t i) { return mapping.*kKeys[i]; });
  }

 private:
  void widen(const hw::Mapping& mapping) {
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      widths_[i] = std::max(widths_[i], digits(mapping.*kKeys[i]));
    }
  }

  template <typename Value>
  std::string cells(const Value& value) const {
    std::string text;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      text += fmt::format("{}{:>{}}", i > 0 ? " " : "", value(i), widths_[i]);
    }
    return text;
  }

  std::array<std::size_t, kKeys.size()> widths_;
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
  const double clock_khz = machine.architecture.core_clock_mhz * 1e3;
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
      : mapping_column_(layers),
        figure_columns_(figure_columns(machine, total)),
        pes_(machine.architecture.pes()) {
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
               fmt::format("{:.0f}", 100 * active / pes_)},
              figures_of(rated));
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

  TextTable table_;
  MappingColumn mapping_column_;
  std::vector<FigureColumn> figure_columns_;
  int pes_;
};

}  // namespace

std::string mapping_table(const Machine& machine, const std::vector<MappedLayer>& layers) {
  PredictedFigures best;
  PredictedFigures given;
  bool all_given = true;
  for (const MappedLayer& layer : layers) {
    best += figures_of(layer.best.front());
    if (layer.given) given += figures_of(*layer.given);
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
