// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>

#include "hw/architecture.h"
#include "hw/pe/pe_core.h"
#include "hw/pe/pe_counters.h"
#include "hw/pe/pe_pass.h"
#include "noc/barrier.h"
#include "noc/channel.h"
#include "noc/probes.h"
#include "noc/word.h"

namespace eyeriss::hw {

/// Processing element of the first chip (JSSC 2017, section V) with row-stationary control.
///
/// Timing:
/// - A pass starts in the first cycle in which its command is seen and the last psum of the pass
///   before has been issued; in that cycle the PE arrives at the barrier `pass_started`.
/// - The refill takes one ifmap word per cycle from the input FIFO while no MAC is issued, until
///   the window is complete. MACs start in the cycle after the last word at the earliest.
/// - A window's p*q*S MACs issue one a cycle, without a gap. Before the first of a pass, all of
///   the pass's filters must have been written.
/// - In the cycle after the last MAC the adder starts on the p psums, one a cycle; each waits
///   for the psum that comes up the column. Psums leave in words of the psum network, as many
///   cycles after the issue of their last psum as the pipeline has stages, less one; a word
///   starts only if its place in the FIFO above (or in the output FIFO) is free. The next
///   window's MACs start in the cycle after the last psum at the earliest.
/// - The filter spad has one port: in every cycle in which no MAC issues, it takes one word
///   from the filter FIFO, for the coming pass and already for the one after the present, as
///   far as there is room.
class Pe : public noc::Clocked, public sc_core::sc_module {
 public:
  Pe(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
     const Architecture& architecture, int product_shift, noc::Barrier& pass_started);

  noc::Channel<PePass> commands;
  noc::Channel<std::int16_t> ifmap_in;
  noc::Channel<noc::FilterWord> filter_in;
  noc::Channel<noc::Word64> psum_in;   ///< from the PE below, or at the foot from the GLB
  noc::Channel<noc::Word64> psum_out;  ///< to the output network, at the head of a column

  /// The local link to the PE above.
  void connect_above(Pe& above);

  /// Complete once the layer is finished.
  PeCounters counters() const;
  /// The pass under way, which this PE works on, has gone on for so many cycles more.
  void count_mapped(noc::Cycle cycles) { counters_.mapped_cycles += cycles; }
  /// Shows what the PE does in a cycle, its spad pointers and FIFOs.
  void probe(noc::Probes& probes);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  bool acts_ahead() const override { return true; }
  std::string state() const override;

 private:
  enum class Phase { kIdle, kBetweenWindows, kMac };

  bool start_pass(noc::Cycle until);
  void accumulate(noc::Cycle until);
  bool start_psum_word(noc::Cycle until);
  void refill(noc::Cycle until);
  /// Writes filters in cycles before `end`, none of which issues a MAC.
  void load_filters(noc::Cycle end);
  bool start_window(noc::Cycle until);
  void issue_macs(noc::Cycle until);
  void finish_window();
  noc::Cycle wait(noc::Cycle now);
  bool is_in_macs(noc::Cycle now) const { return phase_ == Phase::kMac && mac_start_ <= now; }
  bool has_added(noc::Cycle now) const { return !is_in_macs(now) && psum_time_ == now + 1; }
  /// What it does, or what it waits for, as the counters have it.
  const char* activity(noc::Cycle now) const;

  const int psums_per_word_;
  const noc::Cycle pipeline_latency_;
  noc::Barrier& pass_started_;
  PeCounters counters_;
  PeCore core_;
  Pe* above_ = nullptr;

  PePass pass_{};
  Phase phase_ = Phase::kIdle;
  int window_ = 0;
  int row_ = 0;
  bool first_window_ = false;  // of the pass, not started yet
  bool last_window_ = false;   // of the pass, its MACs are done

  noc::Channel<noc::Word64>* psum_target_ = nullptr;
  noc::Word64 sum_{};
  int psums_left_ = 0;
  int psums_added_ = 0;
  int lane_ = 0;              // within the psum word at work
  noc::Cycle psum_time_ = 0;  // first cycle in which the adder is free

  int words_missing_ = 0;       // of the next window
  noc::Cycle refill_time_ = 0;  // first cycle in which the refill may take a word

  bool filters_complete_ = false;  // of the coming pass
  int filter_lane_ = 0;            // within the filter word at work
  noc::Cycle filter_time_ = 0;     // first cycle in which the filter spad may be written

  noc::Cycle mac_start_ = 0;
  noc::Cycle mac_end_ = 0;  // cycle after the last MAC
  int macs_issued_ = 0;
};

}  // namespace eyeriss::hw
