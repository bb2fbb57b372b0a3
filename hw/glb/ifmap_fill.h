// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/codec/stream_decoder.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/ifmap_runs.h"
#include "hw/glb/link_transfer.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Fetches the ifmaps of a pass, through the decoder, into ifmap banks that nothing reads
/// meanwhile.
///
/// Timing: a link word is taken from the FIFO, and its first four values written, in one cycle;
/// if it stands for more, four in each cycle after. That they may belong to different words of a
/// bank takes no further time. Padding is not fetched: it is there from the start.
class IfmapFill : public LinkTransfer {
 public:
  IfmapFill(const Layer& layer, const DramLayout& layout, GlobalBuffer& buffer, OffChip& off_chip,
            LayerCounters& counters)
      : layer_(layer), layout_(layout), buffer_(buffer), off_chip_(off_chip), counters_(counters) {}

  void start(const PassJob& job, noc::Cycle at) override;
  noc::Cycle advance(noc::Cycle until) override;
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const override;
  std::int64_t words() const override { return words_before_run_ + words_; }

 private:
  void request(noc::Cycle until);
  void begin_run();

  const Layer& layer_;
  const DramLayout& layout_;
  GlobalBuffer& buffer_;
  OffChip& off_chip_;
  LayerCounters& counters_;
  IfmapRuns to_request_;
  IfmapRuns to_receive_;
  IfmapRuns::Run run_{};  // that is being received
  StreamDecoder decoder_;
  int region_ = 0;                     // of the GLB, that is filled
  std::int64_t words_ = 0;             // received of the run
  std::int64_t words_before_run_ = 0;  // received of the transfer
  noc::Cycle request_time_ = 0;        // first cycle in which a request can be made
  noc::Cycle time_ = 0;                // first cycle in which a word can be taken
  std::int64_t last_address_ = 0;      // of the value written last
};

}  // namespace eyeriss::hw
