// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <systemc>

#include "hw/array/pass_job.h"
#include "hw/glb/glb_access.h"
#include "hw/glb/global_buffer.h"
#include "hw/pass_phases.h"
#include "noc/channel.h"
#include "noc/input_network.h"

namespace eyeriss::hw {

/// Reads the filters of a pass from the prefetch banks and multicasts them to the rows of the
/// PE sets, a network word to each row in turn: a PE writes one filter a cycle into its spad,
/// the network carries several.
///
/// Timing: as IfmapStreamer. When the last word is read in cycle c, `done` can be popped from
/// c+1 on.
class FilterStreamer : public noc::Clocked, public sc_core::sc_module {
 public:
  FilterStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                 int filters_per_word, GlobalBuffer& buffer,
                 noc::InputNetwork<noc::FilterWord>& network);

  noc::Channel<const PassJob*> passes;
  noc::Channel<const PassJob*> done;  ///< the prefetch banks may be filled again

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
  void send(const PassConfiguration::FilterRow& row);
  void advance();

  int filters_per_word_;
  GlobalBuffer& buffer_;
  noc::InputNetwork<noc::FilterWord>& network_;

  const PassJob* job_ = nullptr;  // null: no pass at work
  noc::Cycle time_ = 0;           // first cycle in which the next word may be read
  std::int64_t address_ = 0;
  int sent_ = 0;         // filters of each row, in the turns before this
  std::size_t row_ = 0;  // whose turn it is
};

}  // namespace eyeriss::hw
