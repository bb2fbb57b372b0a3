// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <vector>

#include "hw/cluster/cluster_pe_work.h"
#include "hw/cluster/source_hops.h"
#include "hw/cluster_architecture.h"
#include "hw/pe/cluster_pe_core.h"
#include "hw/pe/pe_counters.h"
#include "noc/channel.h"
#include "noc/data_word.h"
#include "noc/probes.h"

namespace eyeriss::hw {

/// Processing element of a machine of clusters (JETCAS 2019, section IV), sparse or dense, with
/// row-stationary control. It works through the passes of the layer by itself, as data come.
///
/// Timing, where the pipeline has i stages that fetch iacts, w that fetch weights and m that
/// multiply and accumulate; a cycle of the MACs is that of the first of the m:
/// - A weight word is taken per cycle, or in as many cycles as it fills words of the weight spad,
///   which has one write port; the first in the cycle after the last window of the pass before.
///   What is written in cycle c can be used by MACs from c + 1 + w on.
/// - An iact word is taken per cycle, whenever its values have room in the spads, for the next
///   windows and the next pass, too. A window gives back the room of what the next does not need in
///   the cycle after its last one. What is taken in c can be used by MACs from c + 1 + i + w on.
/// - A window starts when the window before has ended, all its iacts and the weights are there, and
///   the psum spad has room: when the psums of the window before have been added or, if
///   accumulation overlaps MACs and the spad holds both windows' psums, those of the window before
///   that. It takes the cycles that ClusterPeCore states, MACs and bubbles.
/// - From the cycle after the end of a window and the last addition of the window before on,
///   its psums are added to those that come up the chain, as many a cycle as there are MACs, a
///   network word after the other; a word starts only when it is there and its place in the FIFO
///   above (or in the output FIFO) is free. It leaves m - 1 cycles after its last addition, and
///   arrives a cycle later for each hop, and at the head of a chain for each idle PE that it
///   passes.
class ClusterPe : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param hops from the sources of its iacts and weights
  ClusterPe(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
            const ClusterArchitecture& architecture, SourceHops hops);

  noc::Channel<noc::DataWord> iact_in;
  noc::Channel<noc::DataWord> weight_in;
  noc::Channel<noc::PsumWord> psum_in;   ///< from the PE before it in the chain, or from a router
  noc::Channel<noc::PsumWord> psum_out;  ///< to a router, at the head of a chain

  /// The PE after it in the chain.
  void connect_next(ClusterPe& next);
  /// Gives it all that it has to do: work of passes in their order. To be called before the
  /// simulation starts; the works outlive the PE.
  void start(std::vector<const ClusterPeWork*> works) { works_ = std::move(works); }

  /// Complete once the layer is finished.
  PeCounters counters() const;
  /// Shows what the PE does in a cycle, its spads and FIFOs. Each cycle of a PE that is mapped has
  /// the state as which it is counted (LayerCounters): `mac` or `gated`, `bubble`, `add`,
  /// `w_filter`, `w_ifmap`, `w_in`, `w_out`. Where accumulation overlaps MACs, `adders` shows it;
  /// a PE that only adds, after its last window, is in `drain`.
  void probe(noc::Probes& probes);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  /// A window whose psums are to be added up the chain.
  struct EndedWindow {
    int psums = 0;           ///< not added yet
    std::size_t parity = 0;  ///< of its number
    noc::Channel<noc::PsumWord>* target = nullptr;
    int delay = 0;  ///< cycles more on the way: one per hop or idle PE
    noc::Cycle ended_at = 0;
  };

  void begin_pass();
  void accumulate(noc::Cycle until);
  void load_weights(noc::Cycle until);
  void refill(noc::Cycle until);
  void start_window(noc::Cycle until);
  void issue(noc::Cycle until);
  /// @return whether a window ended by now
  bool finish_window(noc::Cycle now);
  void begin_accumulation(const EndedWindow& window);
  void end_accumulation();
  /// What it does, or what it waits for, in the cycle evaluated last.
  const char* activity(noc::Cycle now) const;
  /// The same of the adders.
  const char* adder_activity(noc::Cycle now) const;
  bool has_added_word(noc::Cycle now) const { return psum_time_ == now + 1; }
  /// Whether the next window, which has not started, waits for room in the psum spad.
  bool waits_for_psums(noc::Cycle now) const;
  /// Whether the psum spad holds the next window's psums beside those of the window before it.
  bool overlaps_next() const {
    return sizes_.overlaps_accumulation && psums_of_last_ + work_->pass.filters <= sizes_.psums;
  }
  /// Cycle after the last addition of the window whose room the next one takes.
  noc::Cycle room_for_psums_at() const {
    return added_at_[overlaps_next() ? parity_ : 1 - parity_];
  }
  /// First cycle in which MACs can use all weights. @pre they are complete
  noc::Cycle weights_ready_at() const { return weight_time_ + sizes_.weight_fetch_stages; }
  /// What the MACs do in a window; else nothing.
  ClusterPeCore::Work work() const { return in_window_ ? core_.work() : ClusterPeCore::Work{}; }
  /// Counts cycles before `end`, in all of which the PE has had something to do or to wait for.
  void count_mapped(noc::Cycle end);

  const ClusterArchitecture::Pe& sizes_;
  const int psums_per_word_;
  PeCounters counters_;
  ClusterPeCore core_;
  ClusterPe* next_ = nullptr;

  std::vector<const ClusterPeWork*> works_;
  std::size_t started_ = 0;  // passes
  const ClusterPeWork* work_ = nullptr;
  int window_ = 0;
  int row_ = 0;

  noc::Cycle weight_time_ = 0;  // first cycle in which a weight word can be taken
  noc::Cycle iact_time_ = 0;    // same for an iact word
  noc::Cycle room_time_ = 0;    // first cycle in which the present room of the iact spads is there
  std::deque<noc::Cycle> segments_taken_;  // when the last word of each segment held was taken

  bool in_window_ = false;
  noc::Cycle window_start_ = 0;
  noc::Cycle window_end_ = 0;  // cycle after its last
  int issued_ = 0;

  EndedWindow adding_;   // whose psums are added
  EndedWindow waiting_;  // behind it
  int psums_added_ = 0;
  noc::PsumWord sum_{};                   // the last word of sums
  noc::Cycle psum_time_ = 0;              // first cycle in which the adders are free
  std::size_t parity_ = 0;                // of the number of the window to start next
  std::array<noc::Cycle, 2> added_at_{};  // cycle after a window's last addition, by parity
  int psums_of_last_ = 0;                 // of the window that was started last
  noc::Cycle counted_ = 0;                // cycles before this one are counted as mapped
};

}  // namespace eyeriss::hw
