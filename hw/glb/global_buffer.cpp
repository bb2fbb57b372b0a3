// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/global_buffer.h"

namespace eyeriss::hw {
namespace {

constexpr std::int64_t kWordsPerBankWord = 4;

}  // namespace

GlobalBuffer::GlobalBuffer(const Architecture& architecture, const GlbAllocation& allocation,
                           LayerCounters& counters)
    : filters_per_word_(architecture.filters_per_word()),
      psums_per_word_(architecture.psums_per_word()),
      psum_banks_(allocation.psum_banks),
      counters_(counters) {
  const Architecture::Glb& glb = architecture.glb;
  require(allocation.ifmap_banks + allocation.psum_banks <= glb.banks, "GLB has too few banks");
  const std::int64_t bank = std::int64_t{glb.bank_words} * kWordsPerBankWord;
  ifmap_.resize(static_cast<std::size_t>(allocation.ifmap_banks * bank));
  filters_.resize(static_cast<std::size_t>(glb.filter_banks * bank));
  psums_.resize(static_cast<std::size_t>(allocation.psum_banks * bank));
}

void GlobalBuffer::clear_ifmap() { std::fill(ifmap_.begin(), ifmap_.end(), std::int16_t{0}); }

void GlobalBuffer::fill_filters(std::int64_t link_word, const noc::Word64& word) {
  const std::int64_t first = link_word * kWordsPerBankWord;
  require(first + kWordsPerBankWord <= static_cast<std::int64_t>(filters_.size()),
          "filters overflow the prefetch banks");
  std::copy(word.begin(), word.end(), filters_.begin() + first);
}

}  // namespace eyeriss::hw
