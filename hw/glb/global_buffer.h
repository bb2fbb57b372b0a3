// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/architecture.h"
#include "hw/glb/glb_allocation.h"
#include "hw/layer_counters.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Storage of the global buffer (JSSC 2017, section IV-A): three regions, each of whole banks.
///
/// A bank serves one 64 b access per cycle. Ifmap and filter banks have one user at a time;
/// psum banks are interleaved by 64 b word, so that the stream of psums to the array and the
/// one from it, which meet in the same cycle, seldom meet in one bank (psum_bank()).
class GlobalBuffer {
 public:
  GlobalBuffer(const Architecture& architecture, const GlbAllocation& allocation,
               LayerCounters& counters);

  // Ifmap region, addressed by 16 b word.
  void clear_ifmap();  ///< padding is zero, whatever stood there
  void fill_ifmap(std::int64_t address, std::int16_t word);
  std::int16_t read_ifmap(std::int64_t address);

  // Filter region, addressed by word of the filter network; filled by 64 b link word.
  void fill_filters(std::int64_t link_word, const noc::Word64& word);
  noc::Word64 read_filters(std::int64_t address, int values);

  // Psum region, addressed by word of the psum network.
  noc::Word64 read_psums(std::int64_t address, int values);
  void write_psums(std::int64_t address, const noc::Word64& word, int values);
  /// Same access as read_psums, on the way to the link.
  noc::Word64 drain_psums(std::int64_t address, int values);
  int psum_bank(std::int64_t address) const {
    return static_cast<int>(address * psums_per_word_ / 4 % psum_banks_);
  }

 private:
  int filters_per_word_;
  int psums_per_word_;
  std::int64_t psum_banks_;
  LayerCounters& counters_;
  std::vector<std::int16_t> ifmap_;
  std::vector<std::int16_t> filters_;
  std::vector<std::int16_t> psums_;
};

}  // namespace eyeriss::hw
