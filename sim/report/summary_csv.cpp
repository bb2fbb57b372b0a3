// SPDX-License-Identifier: Apache-2.0
#include "sim/report/summary_csv.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// Ends of keys that carry a unit.
struct Suffix {
  std::string_view text;
  const char* unit;
  bool goes;  ///< the plain units; what a fraction or rate is of stays readable
};
constexpr std::array kSuffixes = {Suffix{"_bytes", "byte", true},
                                  Suffix{"_ms", "ms", true},
                                  Suffix{"_pj", "pJ", true},
                                  Suffix{"_mw", "mW", true},
                                  Suffix{"_fraction", "fraction", false},
                                  Suffix{"macs_per_cycle", "MAC/cycle", false},
                                  Suffix{"macs_per_byte", "MAC/byte", false},
                                  Suffix{"bytes_per_cycle", "byte/cycle", false},
                                  Suffix{"_per_s", "1/s", false},
                                  Suffix{"_per_j", "1/J", false},
                                  Suffix{"_per_w", "GOPS/W", false}};

/// Objects whose members are all in one unit.
const char* unit_of_members(std::string_view component) {
  if (component == "cycles" || component == "pe_cycles" || component == "stalls") return "cycle";
  return "count";
}

std::string_view without(std::string_view text, std::string_view suffix) {
  return text.substr(0, text.size() - suffix.size());
}

/// Writes the rows of one layer.
class RowWriter {
 public:
  RowWriter(std::string& rows, std::string prefix, std::string energy_unit)
      : rows_(rows), prefix_(std::move(prefix)), energy_unit_(std::move(energy_unit)) {}

  /// @param component path of the object, empty for the layer itself
  void write(const std::string& component, const char* unit, const ordered_json& object) {
    for (const auto& [key, value] : object.items()) {
      if (key == "simulation") continue;
      if (key == "steps") write_steps(component, value);
      std::string name = key;
      const char* member_unit = key == "pe_utilization" ? "fraction" : unit;
      for (const Suffix& suffix : kSuffixes) {
        if (!key.ends_with(suffix.text)) continue;
        member_unit = suffix.unit;
        if (suffix.goes) name = without(key, suffix.text);
      }
      if (name == "energy") member_unit = energy_unit_.c_str();
      if (value.is_object()) {
        const std::string path = component.empty() ? name : component + "." + name;
        const bool has_unit = std::string_view(member_unit) != "count";
        write(path == "accesses" ? "" : path, has_unit ? member_unit : unit_of_members(name),
              value);
      } else if (value.is_number()) {
        write_row(component.empty() ? "layer" : component, name, value, member_unit);
      }
    }
  }

 private:
  void write_row(const std::string& component, const std::string& action, const ordered_json& value,
                 const char* unit) {
    rows_ += fmt::format("{},{},{},{},{}\n", prefix_, component, action, value.dump(), unit);
  }

  /// The bounds of Eyexam.
  void write_steps(const std::string& component, const ordered_json& steps) {
    for (const ordered_json& step : steps) {
      write_row(component, fmt::format("step{}", step.at("step").get<int>()),
                step.at("macs_per_cycle"), "MAC/cycle");
    }
  }

  std::string& rows_;
  std::string prefix_;
  std::string energy_unit_;
};

}  // namespace

std::string summary_csv(const ordered_json& summary) {
  const auto energy_unit = summary.at("arch_config").at("energy").at("unit").get<std::string>();
  std::string rows = "workload,arch,layer,component,action,value,unit\n";
  const auto write = [&](const std::string& layer, const ordered_json& object) {
    const std::string prefix = fmt::format("{},{},{}", summary.at("workload").get<std::string>(),
                                           summary.at("arch").get<std::string>(), layer);
    RowWriter(rows, prefix, energy_unit).write("", "count", object);
  };
  for (const ordered_json& layer : summary.at("layers")) {
    write(layer.at("name").get<std::string>(), layer);
  }
  write("total", summary.at("totals"));
  return rows;
}

}  // namespace eyeriss::sim
