// SPDX-License-Identifier: Apache-2.0
#include "sim/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace eyeriss::sim {
namespace {

constexpr std::size_t kGap = 2;

void strip_trailing_spaces(std::string& text) { text.erase(text.find_last_not_of(' ') + 1); }

}  // namespace

void TextTable::add_column(const std::string& group, const std::string& heading, Align align) {
  columns_.push_back({group, heading, align});
}

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].heading.size();
    for (const auto& row : rows_) {
      if (!row.empty()) width = std::max(width, row[i].size());
    }
    widths.push_back(width);
  }
  // Columns under one group are together at least as wide as its name.
  for (std::size_t begin = 0, end = 0; begin < columns_.size(); begin = end) {
    std::size_t width = 0;
    for (end = begin; end < columns_.size() && columns_[end].group == columns_[begin].group;
         ++end) {
      width += widths[end] + (end > begin ? kGap : 0);
    }
    const std::size_t needed = columns_[begin].group.size();
    if (width < needed) widths[begin] += needed - width;
  }
  return widths;
}

std::string TextTable::text() const {
  const std::vector<std::size_t> widths = this->widths();
  const std::string gap(kGap, ' ');
  const std::size_t width =
      std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  const auto aligned = [](const std::string& cell, std::size_t cell_width, Align align) {
    return align == Align::kLeft ? fmt::format("{:<{}}", cell, cell_width)
                                 : fmt::format("{:>{}}", cell, cell_width);
  };

  std::string groups;
  for (std::size_t begin = 0, end = 0; begin < columns_.size(); begin = end) {
    std::size_t span = 0;
    for (end = begin; end < columns_.size() && columns_[end].group == columns_[begin].group;
         ++end) {
      span += widths[end] + (end > begin ? kGap : 0);
    }
    groups += aligned(columns_[begin].group, span, columns_[begin].align) + gap;
  }
  strip_trailing_spaces(groups);

  const auto line = [&](const auto& cell) {
    std::string result;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      result += aligned(cell(i), widths[i], columns_[i].align) + gap;
    }
    strip_trailing_spaces(result);
    return result + "\n";
  };
  std::string result = groups + "\n" + line([&](std::size_t i) { return columns_[i].heading; });
  for (const auto& row : rows_) {
    result +=
        row.empty() ? std::string(width, '-') + "\n" : line([&](std::size_t i) { return row[i]; });
  }
  return result;
}

}  // namespace eyeriss::sim
