// SPDX-License-Identifier: Apache-2.0
#include "sim/report/summary_csv.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace eyeriss::sim {
namespace {

using nlohmann::ordered_json;

/// Ends of keys that carry a unit.
struct Suffix {
  std::string_view text;
  const char* unit;
};
constexpr std::array kSuffixes = {Suffix{"_bytes", "byte"}, Suffix{"_ms", "ms"},
                                  Suffix{"_fraction", "fraction"}, Suffix{"_per_s", "1/s"}};

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
  RowWriter(std::string& rows, std::string prefix) : rows_(rows), prefix_(std::move(prefix)) {}

  /// @param component path of the object, empty for the layer itself
  void write(const std::string& component, const char* unit, const ordered_json& object) {
    for (const auto& [key, value] : object.items()) {
      if (key == "simulation") continue;
      std::string name = key;
      const char* member_unit = key == "pe_utilization" ? "fraction" : unit;
      for (const auto& [text, suffix_unit] : kSuffixes) {
        if (!key.ends_with(text)) continue;
        member_unit = suffix_unit;
        // What a fraction or rate is of stays readable, a plain unit goes to its own column.
        if (text == "_bytes" || text == "_ms") name = without(key, text);
      }
      if (value.is_object()) {
        const std::string path = component.empty() ? name : component + "." + name;
        const bool has_unit = std::string_view(member_unit) != "count";
        write(path == "accesses" ? "" : path, has_unit ? member_unit : unit_of_members(name),
              value);
      } else if (value.is_number()) {
        rows_ += fmt::format("{},{},{},{},{}\n", prefix_, component.empty() ? "layer" : component,
                             name, value.dump(), member_unit);
      }
    }
  }

 private:
  std::string& rows_;
  std::string prefix_;
};

}  // namespace

std::string summary_csv(const ordered_json& summary) {
  std::string rows = "workload,arch,layer,component,action,value,unit\n";
  const auto write = [&](const std::string& layer, const ordered_json& object) {
    const std::string prefix = fmt::format("{},{},{}", summary.at("workload").get<std::string>(),
                                           summary.at("arch").get<std::string>(), layer);
    RowWriter(rows, prefix).write("", "count", object);
  };
  for (const ordered_json& layer : summary.at("layers")) {
    write(layer.at("name").get<std::string>(), layer);
  }
  write("total", summary.at("totals"));
  return rows;
}

}  // namespace eyeriss::sim
