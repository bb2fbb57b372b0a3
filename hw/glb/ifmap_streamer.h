// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "hw/array/pass_job.h"
#include "hw/glb/glb_access.h"
#include "hw/glb/global_buffer.h"
#include "hw/pass_phases.h"
#include "noc/channel.h"
#include "noc/input_network.h"

namespace eyeriss::hw {

/// Reads the ifmaps of a pass from the GLB and multicasts them to the array: image by image,
/// column by column, within a column by row, group and channel, so that all PEs get the words of
/// a window before any gets those of the next.
///
/// Timing: a word can be read in the cycle in which the pass is seen, and in each cycle after;
/// see noc::InputNetwork for its way.
class IfmapStreamer : public noc::Clocked, public sc_core::sc_module {
 public:
  IfmapStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain, GlobalBuffer& buffer,
                noc::InputNetwork<std::int16_t>& network);

  noc::Channel<const PassJob*> passes;

  void probe(noc::Probes& probes);
  /// Whether a word waits that its destinations cannot take.
  bool is_stalled(noc::Cycle now) const { return job_ != nullptr && !network_.sent_in(now); }
  /// The access to the GLB in a cycle that has been evaluated, if there is one.
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const;
  PassPhases phases;  ///< words to the array

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  bool start(noc::Cycle until);
  void advance();
  void place_steps();
  std::int64_t address() const;

  GlobalBuffer& buffer_;
  noc::InputNetwork<std::int16_t>& network_;

  const PassJob* job_ = nullptr;  // null: no pass at work
  noc::Cycle time_ = 0;           // first cycle in which the next word may be read
  int image_ = 0;
  std::size_t column_ = 0;
  std::size_t step_ = 0;
  int channel_ = 0;                // within the step
  int region_ = 0;                 // that was read last
  std::int64_t last_address_ = 0;  // same

  // Of the pass at work, in the GLB.
  std::int64_t plane_words_ = 0;
  std::int64_t image_words_ = 0;
  std::vector<std::int64_t> step_addresses_;  // of image 0 and column 0
};

}  // namespace eyeriss::hw
