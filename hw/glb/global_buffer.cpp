// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/global_buffer.h"

#include <algorithm>
#include <cstddef>

#include "hw/invariant.h"

namespace eyeriss::hw {
namespace {

constexpr std::int64_t kWordsPerBankWord = 4;

noc::Word64 read_word(const std::vector<std::int16_t>& region, std::int64_t first, int count) {
  require(first + count <= static_cast<std::int64_t>(region.size()), "GLB read beyond its region");
  noc::Word64 word{};
  std::copy_n(region.begin() + first, count, word.begin());
  return word;
}

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

void GlobalBuffer::fill_ifmap(std::int64_t address, std::int16_t word) {
  ifmap_.at(static_cast<std::size_t>(address)) = word;
  ++counters_.glb_ifmap_filled;
}

std::int16_t GlobalBuffer::read_ifmap(std::int64_t address) {
  ++counters_.glb_ifmap_read;
  return ifmap_[static_cast<std::size_t>(address)];
}

void GlobalBuffer::fill_filters(std::int64_t link_word, const noc::Word64& word) {
  const std::int64_t first = link_word * kWordsPerBankWord;
  require(first + kWordsPerBankWord <= static_cast<std::int64_t>(filters_.size()),
          "filters overflow the prefetch banks");
  std::copy(word.begin(), word.end(), filters_.begin() + first);
}

noc::Word64 GlobalBuffer::read_filters(std::int64_t address, int values) {
  counters_.glb_filter_read += static_cast<std::uint64_t>(values);
  return read_word(filters_, address * filters_per_word_, values);
}

noc::Word64 GlobalBuffer::read_psums(std::int64_t address, int values) {
  counters_.glb_psum_read += static_cast<std::uint64_t>(values);
  return read_word(psums_, address * psums_per_word_, values);
}

noc::Word64 GlobalBuffer::drain_psums(std::int64_t address, int values) {
  counters_.glb_psum_drained += static_cast<std::uint64_t>(values);
  return read_word(psums_, address * psums_per_word_, values);
}

void GlobalBuffer::write_psums(std::int64_t address, const noc::Word64& word, int values) {
  counters_.glb_psum_written += static_cast<std::uint64_t>(values);
  const std::int64_t first = address * psums_per_word_;
  require(first + values <= static_cast<std::int64_t>(psums_.size()),
          "psums overflow their GLB banks");
  std::copy_n(word.begin(), values, psums_.begin() + first);
}

}  // namespace eyeriss::hw
