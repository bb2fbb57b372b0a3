// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/codec/stream_decoder.h"
#include "hw/coding.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/link_transfer.h"
#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Fetches the filters of a pass, through the decoder, into the prefetch banks; see IfmapFill for
/// the timing.
class FilterFill : public LinkTransfer {
 public:
  FilterFill(Coding coding, const DramLayout& layout, GlobalBuffer& buffer, OffChip& off_chip,
             LayerCounters& counters)
      : coding_(coding),
        layout_(layout),
        buffer_(buffer),
        off_chip_(off_chip),
        counters_(counters) {}

  void start(const PassJob& job, noc::Cycle at) override;
  noc::Cycle advance(noc::Cycle until) override;
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const override;
  std::int64_t words() const override { return words_; }

 private:
  Coding coding_;
  const DramLayout& layout_;
  GlobalBuffer& buffer_;
  OffChip& off_chip_;
  LayerCounters& counters_;
  DramLayout::Extent block_{};
  StreamDecoder decoder_;
  bool requested_ = false;
  std::int64_t words_ = 0;         // received
  noc::Cycle time_ = 0;            // first cycle in which a word can be taken
  std::int64_t last_address_ = 0;  // of the value written last
};

}  // namespace eyeriss::hw
