// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/mapping/glb_allocation.h"

namespace eyeriss::test {

/// An allocation of so many banks, those for ifmaps in each buffer.
inline hw::GlbAllocation glb_banks(int ifmap_banks, int psum_banks, int ifmap_buffers = 1) {
  hw::GlbAllocation allocation{};
  allocation.ifmap_buffers = ifmap_buffers;
  allocation.ifmap_banks = ifmap_banks;
  allocation.psum_banks = psum_banks;
  return allocation;
}

}  // namespace eyeriss::test
