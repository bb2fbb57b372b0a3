// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/global_buffer.h"

namespace eyeriss::hw {

GlobalBuffer::GlobalBuffer(const Architecture& architecture, const GlbAllocation& allocation,
                           LayerCounters& counters)
    : filters_per_word_(architecture.filters_per_word()),
      psums_per_word_(architecture.psums_per_word()),
      psum_banks_(allocation.psum_banks),
      counters_(counters) {
  const Architecture::Glb& glb = architecture.glb;
  require(allocation.all_banks() <= glb.banks, "GLB has too few banks");
  const std::int64_t bank = std::int64_t{glb.bank_words} * kValuesPerBankWord;
  ifmaps_.resize(static_cast<std::size_t>(allocation.ifmap_buffers));
  for (auto& ifmap : ifmaps_) ifmap.resize(static_cast<std::size_t>(allocation.ifmap_banks * bank));
  filters_.resize(static_cast<std::size_t>(glb.filter_banks * bank));
  psums_.resize(static_cast<std::size_t>(allocation.psum_banks * bank));
}

void GlobalBuffer::clear_ifmap(int region) {
  std::ranges::fill(ifmaps_[static_cast<std::size_t>(region)], std::int16_t{0});
}

void GlobalBuffer::clear_filters() { std::ranges::fill(filters_, std::int16_t{0}); }

}  // namespace eyeriss::hw
