// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/dram/off_chip.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/link_transfer.h"
#include "hw/glb/psum_walk.h"
#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Sends a pass's psums, complete by now, through the ReLU to memory, four to a link word. Per
/// cycle it reads one psum word; what it has read in cycle c leaves in c+1 at the earliest.
class OfmapDrain : public LinkTransfer {
 public:
  OfmapDrain(bool relu, int psums_per_word, GlobalBuffer& buffer, OffChip& off_chip,
             LayerCounters& counters)
      : relu_(relu),
        psums_per_word_(psums_per_word),
        buffer_(buffer),
        off_chip_(off_chip),
        counters_(counters) {}

  void start(const PassJob& job, noc::Cycle at) override;
  noc::Cycle advance(noc::Cycle until) override;

 private:
  /// Reads psum words, one a cycle, until a link word is full or nothing is left.
  /// @return false if that takes longer than until cycle `until`
  bool pack(noc::Cycle until);

  bool relu_;
  int psums_per_word_;
  GlobalBuffer& buffer_;
  OffChip& off_chip_;
  LayerCounters& counters_;

  PsumWalk walk_;
  bool requested_ = false;
  std::int64_t words_ = 0;  // link words of the transfer
  std::int64_t sent_ = 0;
  std::int64_t next_address_ = 0;  // in memory, of the next transfer
  noc::Word64 psums_{};            // last word read, of which `taken_` are packed
  int read_ = 0;
  int taken_ = 0;
  noc::Word64 packed_{};
  int packed_count_ = 0;
  noc::Cycle time_ = 0;  // first cycle in which something can be done
};

}  // namespace eyeriss::hw
