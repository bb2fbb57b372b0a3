// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/unpadded.h"

#include <algorithm>

namespace eyeriss::sim {

double unpadded(int outputs, int tile, int kernel, int stride, int padding, int size) {
  if (stride >= kernel) tile = 1;  // what is between windows is not read
  double all = 0;
  double inside = 0;
  for (int first = 0; first < outputs; first += tile) {
    const int begin = first * stride - padding;
    const int end = (std::min(first + tile, outputs) - 1) * stride - padding + kernel;
    all += end - begin;
    inside += std::max(0, std::min(end, size) - std::max(begin, 0));
  }
  return inside / all;
}

}  // namespace eyeriss::sim
