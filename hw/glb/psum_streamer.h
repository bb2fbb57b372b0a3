// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "hw/array/pass_job.h"
#include "hw/glb/glb_access.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/psum_walk.h"
#include "hw/layer.h"
#include "hw/pass_phases.h"
#include "noc/channel.h"
#include "noc/input_network.h"
#include "noc/output_network.h"

namespace eyeriss::hw {

/// Moves the psums of a pass between GLB and array, both ways at once: reads them and sends them
/// to the foot of each column, takes them from the head of each column and writes them back.
///
/// Timing: one read and one write per cycle, from the cycle in which the pass is seen. Where
/// both want the same bank in one cycle, the write goes first and the read waits. A psum word
/// that a PE's output FIFO shows in cycle c is in the GLB in c; when it is the pass's last,
/// `done` can be popped from c+1 on, and the next pass starts in c+1 at the
/// earliest. In the first channel pass the read delivers the bias in
/// place of what is stored (the access is made, and counted, all the same).
class PsumStreamer : public noc::Clocked, public sc_core::sc_module {
 public:
  PsumStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain, int psums_per_word,
               const LayerShape& shape, const std::vector<std::int32_t>& bias, GlobalBuffer& buffer,
               noc::InputNetwork<noc::Word64>& input, noc::OutputNetwork& output,
               LayerCounters& counters);

  noc::Channel<const PassJob*> passes;
  noc::Channel<const PassJob*> done;  ///< every psum of the pass is in the GLB

  void probe(noc::Probes& probes);
  /// Whether a word to the array waits: for space, or for a bank.
  bool is_stalled_in(noc::Cycle now) const {
    return job_ != nullptr && !to_array_.at_end() && !input_.sent_in(now);
  }
  /// Whether the array has not brought the next word yet.
  bool is_stalled_out(noc::Cycle now) const { return job_ != nullptr && !output_.took_in(now); }
  /// The accesses to the GLB in a cycle that has been evaluated.
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const;
  PassPhases to_array_phases;
  PassPhases from_array_phases;

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  bool start(noc::Cycle now);
  /// Moves a word in cycle `now`, one way or both ways, as channels and networks allow it.
  void move(noc::Cycle now, bool write, bool read);
  noc::Word64 psums() const;

  int psums_per_word_;
  int filters_per_group_;
  const std::vector<std::int16_t> bias_;  // as wide as psums
  GlobalBuffer& buffer_;
  noc::InputNetwork<noc::Word64>& input_;
  noc::OutputNetwork& output_;
  LayerCounters& counters_;

  const PassJob* job_ = nullptr;  // null: no pass at work
  PsumWalk to_array_;
  PsumWalk from_array_;
  noc::Cycle time_ = 0;  // first cycle that is not dealt with yet
};

}  // namespace eyeriss::hw
