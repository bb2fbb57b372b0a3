// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/ceil_div.h"

namespace eyeriss::sim {

/// Sum of a function over the parts of at most `part` that something is cut into.
template <typename Function>
double sum_over(int whole, int part, const Function& function) {
  const int parts = ceil_div(whole, part);
  const int last = whole - (parts - 1) * part;
  return (parts > 1 ? (parts - 1) * static_cast<double>(function(part)) : 0.0) +
         static_cast<double>(function(last));
}

}  // namespace eyeriss::sim
