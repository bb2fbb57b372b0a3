// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/published_table.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "tests/workloads/networks.h"

namespace eyeriss::test {
namespace {

/// @param columns into which the line is split; the last one takes the commas that are left
std::vector<std::string> cells_of(std::string line, std::size_t columns) {
  std::vector<std::string> cells;
  while (cells.size() + 1 < columns) {
    const std::size_t comma = line.find(',');
    if (comma == std::string::npos) throw std::runtime_error("too few cells before: " + line);
    cells.push_back(line.substr(0, comma));
    line.erase(0, comma + 1);
  }
  cells.push_back(line);
  return cells;
}

double scale_of(const std::string& suffix) {
  static const std::map<std::string, double> kScales{{"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}};
  const auto scale = kScales.find(suffix);
  if (scale == kScales.end()) throw std::invalid_argument("unknown suffix " + suffix);
  return scale->second;
}

}  // namespace

std::vector<PublishedRow> read_published_table(const std::string& file) {
  std::ifstream stream(workloads_directory() / "published" / file);
  std::string line;
  if (!std::getline(stream, line)) throw std::runtime_error("cannot read " + file);
  const auto commas = static_cast<std::size_t>(std::ranges::count(line, ','));
  const std::vector<std::string> names = cells_of(line, commas + 1);
  std::vector<PublishedRow> rows;
  while (std::getline(stream, line)) {
    const std::vector<std::string> cells = cells_of(line, names.size());
    PublishedRow& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

bool rounds_to(std::int64_t value, const std::string& printed) {
  std::size_t length = 0;
  const double number = std::stod(printed, &length);
  const std::string digits = printed.substr(0, length);
  const std::size_t point = digits.find('.');
  const std::size_t decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
  const double scale = scale_of(printed.substr(length));
  const double last_digit = scale / std::pow(10.0, static_cast<double>(decimals));
  return std::abs(static_cast<double>(value) - number * scale) <= last_digit / 2;
}

}  // namespace eyeriss::test
