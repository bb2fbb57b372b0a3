// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace eyeriss::hw {

/// The name of a module in a grid: `pe_r03_c07`. Numbers have as many digits as the grid's largest,
/// so that names sort as the modules lie.
/// @param rows,columns of the grid
inline std::string place_name(const char* kind, int row, int rows, int column, int columns) {
  const auto digits = [](int number, int count) {
    const std::string text = std::to_string(number);
    const std::size_t width = std::to_string(count - 1).size();
    return std::string(width - text.size(), '0') + text;
  };
  return kind + ("_r" + digits(row, rows)) + "_c" + digits(column, columns);
}

}  // namespace eyeriss::hw
