// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/drain_timing.h"

#include <cstdint>

#include "hw/ceil_div.h"
#include "hw/mapping/glb_allocation.h"
#include "sim/mapper/pass_classes.h"

namespace eyeriss::sim {
namespace {

constexpr int kPsumsPerCycle = 4;

}  // namespace

noc::Cycle drain_cycles(const hw::Architecture& architecture, const hw::LayerShape& shape,
                        const hw::Mapping& mapping, const PassExtents& pass) {
  const std::int64_t planes = std::int64_t{pass.groups} * pass.images * pass.filters;
  // Planes of one point lie side by side.
  if (shape.has_point_ofmaps()) return ceil_div<std::int64_t>(planes, kPsumsPerCycle);

  const int per_word = architecture.psums_per_word();
  std::int64_t window_words = 0;
  for (const Part& filters : Parts(pass.filters, mapping.p))
    window_words += filters.count * pass.groups * pass.rows * ceil_div(filters.extent, per_word);
  const std::int64_t banks = hw::allocate_glb(architecture, shape, mapping).psum_banks;

  noc::Cycle cycles = 0;
  std::int64_t taken[kPsumsPerCycle];
  int count = kPsumsPerCycle;
  for (int row = 0; row < pass.rows; ++row) {
    for (int window = 0; window < pass.columns; ++window) {
      const std::int64_t bank = (window * window_words + row) * per_word / 4 % banks;
      bool is_free = count < kPsumsPerCycle;
      for (int i = 0; i < count && is_free; ++i) is_free = taken[i] != bank;
      if (!is_free) {
        ++cycles;
        count = 0;
      }
      taken[count++] = bank;
    }
  }
  return planes * cycles;
}

}  // namespace eyeriss::sim
