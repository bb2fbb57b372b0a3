// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_address.h"

#include <bit>
#include <cstddef>

namespace eyeriss::hw {

DramAddressMap::DramAddressMap(const DramConfig& config)
    : bank_groups_(config.bank_groups), banks_(config.banks) {
  const std::array<int, DramConfig::kFields> sizes = {
      config.channels, config.ranks, config.bank_groups, config.banks, config.rows, config.columns};
  int shift = 0;
  for (auto field = config.order.rbegin(); field != config.order.rend(); ++field) {
    const auto index = static_cast<std::size_t>(*field);
    slices_[index] = {shift, sizes[index] - 1};
    shift += std::countr_zero(static_cast<unsigned>(sizes[index]));
  }
}

}  // namespace eyeriss::hw
