// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hw/codec/stream_encoder.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/link_transfer.h"
#include "hw/glb/psum_planes.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"

namespace eyeriss::hw {

/// Sends a pass's psums, complete by now, through ReLU and encoder to memory, stream by stream
/// (PsumPlanes), behind those of the passes before.
///
/// Timing: in a cycle it reads up to four psums of a stream, one word from a bank, until a link
/// word is full, which the value after it shows. What has been read in cycle c leaves in c+1 at the
/// earliest, while the next psums are read.
class OfmapDrain : public LinkTransfer {
 public:
  OfmapDrain(const Layer& layer, int psums_per_word, const DramLayout& layout, GlobalBuffer& buffer,
             OffChip& off_chip, LayerCounters& counters)
      : layer_(layer),
        psums_per_word_(psums_per_word),
        layout_(layout),
        buffer_(buffer),
        off_chip_(off_chip),
        counters_(counters),
        encoder_(layer.ofmap_coding) {}

  void start(const PassJob& job, noc::Cycle at) override;
  noc::Cycle advance(noc::Cycle until) override;
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const override;
  std::int64_t words() const override { return written_ - written_before_; }

 private:
  static constexpr int kPsumsPerCycle = 4;

  bool has_read_all() const { return stream_ == planes_.streams(); }
  /// What is read in one cycle.
  void read();
  /// Whether a psum's word can be read in the cycle, beside those that are.
  bool is_free(std::int64_t address) const;

  const Layer& layer_;
  int psums_per_word_;
  const DramLayout& layout_;
  GlobalBuffer& buffer_;
  OffChip& off_chip_;
  LayerCounters& counters_;
  StreamEncoder encoder_;

  PsumPlanes planes_;
  int stream_ = 0;
  PsumPlanes::Plane plane_{};        // of the stream
  int value_ = 0;                    // of the stream, that is read next
  std::vector<std::int64_t> taken_;  // words read in the cycle
  std::optional<noc::Word64> word_;  // ready to leave
  bool requested_ = false;
  std::int64_t written_ = 0;         // words of all transfers
  std::int64_t written_before_ = 0;  // this one
  noc::Cycle time_ = 0;              // first cycle in which something can be done
};

}  // namespace eyeriss::hw
