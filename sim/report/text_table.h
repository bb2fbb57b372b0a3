// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace eyeriss::sim {

/// A table for the terminal: a head of two lines, columns aligned left or right.
class TextTable {
 public:
  enum class Align { kLeft, kRight };

  /// @param group what stands over the column, or over several in a row that have the same one
  void add_column(const std::string& group, const std::string& heading, Align align);

  /// @pre one cell per column
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// A line across the table.
  void add_rule() { rows_.emplace_back(); }

  std::string text() const;

 private:
  struct Column {
    std::string group;
    std::string heading;
    Align align;
  };

  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  ///< an empty one is a rule
};

}  // namespace eyeriss::sim
