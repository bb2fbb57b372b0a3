// SPDX-License-Identifier: Apache-2.0
#include "hw/mapping/stack_packing.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "hw/mapping/placement.h"

namespace eyeriss::hw {
namespace {

std::string times(int a, int b) { return std::to_string(a) + " x " + std::to_string(b); }

void check_height(const Architecture::Array& array, int kernel_height, const Mapping& mapping) {
  if (kernel_height > array.rows) {
    throw PlacementError("kernel_shape", "the kernel is " + std::to_string(kernel_height) +
                                             " rows high, the PE array has " +
                                             std::to_string(array.rows));
  }
  const int most = array.rows / kernel_height;
  if (mapping.r > most) {
    throw PlacementError(
        "r", "r = " + std::to_string(mapping.r) + " sets of " + std::to_string(kernel_height) +
                 " rows one above the other exceed the " + std::to_string(array.rows) +
                 " rows of the PE array (at most " + std::to_string(most) + ")");
  }
}

[[noreturn]] void throw_no_room(const Architecture::Array& array, int stack_rows,
                                const Mapping& mapping, int placed_stacks) {
  const std::string where = " the " + times(array.rows, array.columns) + " PE array";
  if (placed_stacks == 0) {
    const int most = array.rows / stack_rows * array.columns;
    throw PlacementError("e", "e = " + std::to_string(mapping.e) + " columns of " +
                                  std::to_string(stack_rows) + " rows do not fit" + where +
                                  " (at most " + std::to_string(most) + ")");
  }
  const bool many_filters = mapping.t > 1;
  throw PlacementError(many_filters ? "t" : "g", "g*t = " + times(mapping.g, mapping.t) +
                                                     " stacks of " + times(stack_rows, mapping.e) +
                                                     " PEs do not fit" + where + " (at most " +
                                                     std::to_string(placed_stacks) + " stacks)");
}

}  // namespace

std::vector<Segment> pack_stacks(const Architecture::Array& array, int kernel_height,
                                 const Mapping& mapping) {
  check_height(array, kernel_height, mapping);
  const int stack_rows = kernel_height * mapping.r;
  std::vector<int> filled(static_cast<std::size_t>(array.rows / stack_rows), 0);
  auto first_allowed = filled.begin();
  std::vector<Segment> segments;
  int placed_stacks = 0;
  for (int group = 0; group < mapping.g; ++group) {
    if (mapping.e > array.columns) first_allowed = std::find(filled.begin(), filled.end(), 0);
    for (int filter_set = 0; filter_set < mapping.t; ++filter_set, ++placed_stacks) {
      for (int i = 0; i < mapping.e; i += array.columns) {
        const int width = std::min(array.columns, mapping.e - i);
        const auto shelf = std::find_if(first_allowed, filled.end(), [&](int used_columns) {
          return used_columns + width <= array.columns;
        });
        if (shelf == filled.end()) throw_no_room(array, stack_rows, mapping, placed_stacks);
        segments.push_back({static_cast<int>(shelf - filled.begin()), *shelf});
        *shelf += width;
      }
    }
  }
  return segments;
}

}  // namespace eyeriss::hw
