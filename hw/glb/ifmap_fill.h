// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/ifmap_runs.h"
#include "hw/glb/link_transfer.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Fetches the ifmaps of a pass into the ifmap banks, which nothing reads meanwhile. Padding is
/// not fetched: it is there from the start, and takes no time. A link word whose values belong to
/// different words of a bank is written in one cycle all the same; at the chip's clocks there are
/// three for each link word.
class IfmapFill : public LinkTransfer {
 public:
  IfmapFill(const LayerShape& shape, const DramLayout& layout, GlobalBuffer& buffer,
            OffChip& off_chip, LayerCounters& counters)
      : shape_(shape), layout_(layout), buffer_(buffer), off_chip_(off_chip), counters_(counters) {}

  void start(const PassJob& job, noc::Cycle at) override;
  noc::Cycle advance(noc::Cycle until) override;

 private:
  void request(noc::Cycle until);
  void store(const IfmapRuns::Run& run, const noc::Word64& word);

  LayerShape shape_;
  const DramLayout& layout_;
  GlobalBuffer& buffer_;
  OffChip& off_chip_;
  LayerCounters& counters_;
  IfmapRuns to_request_;
  IfmapRuns to_receive_;
  std::int64_t words_ = 0;       // received of the run
  noc::Cycle request_time_ = 0;  // first cycle in which a request can be made
  noc::Cycle time_ = 0;          // first cycle in which a word can be taken
  noc::Cycle finished_ = 0;      // cycle of the last word
};

}  // namespace eyeriss::hw
