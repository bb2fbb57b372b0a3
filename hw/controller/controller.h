// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <systemc>

#include "hw/array/pass_job.h"
#include "hw/controller/pass_planner.h"
#include "hw/glb/filter_streamer.h"
#include "hw/glb/ifmap_streamer.h"
#include "hw/glb/link_port.h"
#include "hw/glb/psum_streamer.h"
#include "hw/layer_counters.h"
#include "hw/layer_phases.h"
#include "noc/barrier.h"

namespace eyeriss::hw {

/// Sequences the passes of a layer (JSSC 2017, section IV-A: top-level control).
///
/// - Filters of a pass are fetched into the prefetch banks when those of the pass before have left
///   them for the array, and go to the array as soon as they are there; the PEs take them when they
///   have room. Those of the next pass to open are handed to the link port ahead of ifmaps and
///   ofmaps, those of a later one, for which nothing waits, behind them.
/// - The PEs are told of a pass when the one before opens, and start it each for itself. When
///   all have started, and filters and ifmaps are in the GLB, and it has no psums of a finished
///   tile any more, the pass opens: ifmaps and psums begin to flow. Until then no ifmap of it
///   enters the array.
/// - Ifmaps are filled when nothing needs what is in their place any more. With one buffer, as on
///   the chip, that is when the array has started the pass that they are for (the first ones: in
///   cycle 0), and nothing is worked on meanwhile; with two buffers it is a change of ifmaps
///   earlier, and the array works.
/// - Ofmaps are drained when the last psum of a tile is in the GLB; nothing is worked on meanwhile.
///
/// Timing: what a `done` channel or the barrier shows in a cycle is acted upon in that cycle; one
/// job is handed to the link port per cycle.
///
/// Cycles in which the next pass could open, were it not for data off chip, are counted as held,
/// under the first reason of: ofmaps not drained, ifmaps not filled, filters not filled.
class Controller : public noc::Clocked, public sc_core::sc_module {
 public:
  Controller(const sc_core::sc_module_name& name, noc::ClockDomain& domain, PassPlanner& planner,
             noc::Barrier& pass_started, IfmapStreamer& ifmaps, FilterStreamer& filters,
             PsumStreamer& psums, LinkPort& link, int ifmap_buffers, LayerCounters& counters);

  /// Called in the cycle in which the layer is complete, ofmaps in memory included.
  void on_finished(std::function<void()> finished) { finished_ = std::move(finished); }
  bool is_finished() const { return is_finished_; }

  /// What the cycles of the layer go to: held cycles are those that are counted as such.
  LayerPhases phases;

  /// Counts held and mapped cycles before `end`, which comes after the cycle last evaluated.
  void count_until(noc::Cycle end) {
    if (is_finished_) return;
    count_cycles(end);
    count_mapped();
  }

  void probe(noc::Probes& probes);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  /// Pass number `index`, which is not drained yet; null after the last.
  const PassJob* job(std::int64_t index);

  void take_events(noc::Cycle now);
  void take_link_event(noc::Cycle now);
  void pass_drained();
  void send_filter_work(noc::Cycle now);
  void request_ifmaps();
  void send_link_job(noc::Cycle now);
  void command_pass(noc::Cycle now);
  void open_pass(noc::Cycle now);
  /// The counter of what the next pass waits for off chip; null if it waits for nothing there.
  noc::Cycle* hold_reason();
  bool has_link_job() const { return filters_to_fill_ != nullptr || !link_jobs_.empty(); }
  void count_cycles(noc::Cycle now);
  /// Has the PEs of the pass under way count its cycles so far.
  void count_mapped();
  void enter_phase(noc::Cycle now);
  void finish();
  noc::Cycle next(noc::Cycle now);
  /// What it holds the array for, or does else, in the cycle evaluated last.
  const char* activity() const;

  PassPlanner& planner_;
  noc::Barrier& pass_started_;
  IfmapStreamer& ifmaps_;
  FilterStreamer& filters_;
  PsumStreamer& psums_;
  LinkPort& link_;
  const int ifmap_buffers_;
  LayerCounters& counters_;
  std::function<void()> finished_;
  bool is_finished_ = false;

  std::deque<PassJob> jobs_;      // from pass number drained_ on, as far as planned
  std::deque<PassJob> complete_;  // passes whose psums are to be drained to memory
  // Not handed to the link port yet:
  std::deque<LinkJob> link_jobs_;  // ifmaps and ofmaps
  const PassJob* filters_to_fill_ = nullptr;

  // Numbers of passes.
  std::int64_t fills_requested_ = 0;
  std::int64_t fills_done_ = 0;
  std::int64_t streams_started_ = 0;
  std::int64_t streams_done_ = 0;
  std::int64_t commanded_ = 0;
  std::int64_t started_ = 0;
  std::int64_t opened_ = 0;
  std::int64_t drained_ = 0;

  // Numbers of ifmap tiles, each of which serves some passes in turn.
  std::int64_t ifmaps_searched_ = 0;  // pass to be looked at next for ifmaps of its own
  std::int64_t ifmaps_requested_ = 0;
  std::int64_t ifmaps_filled_ = 0;
  std::int64_t ifmaps_left_ = 0;    // that the array needs no more
  std::int64_t ifmaps_opened_ = 0;  // of the passes that are open

  bool tile_finished_ = false;  // opened to the last pass, and not drained to memory yet

  // Since the cycle in which cycles were last counted:
  noc::Cycle counted_ = 0;
  noc::Cycle* held_for_ = nullptr;  // counter of the reason; null: not held

  const PassConfiguration* under_way_ = nullptr;  // of the pass that opened last
  noc::Cycle mapped_ = 0;                         // its cycles before this one are counted
};

}  // namespace eyeriss::hw
