// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <systemc>

#include "hw/array/pass_job.h"
#include "hw/glb/filter_fill.h"
#include "hw/glb/ifmap_fill.h"
#include "hw/glb/link_transfer.h"
#include "hw/glb/ofmap_drain.h"
#include "hw/phase.h"
#include "noc/channel.h"

namespace eyeriss::hw {

/// What is to be moved over the link for a pass.
struct LinkJob {
  enum Kind { kFilters, kIfmaps, kOfmaps };
  Kind kind = kFilters;
  const PassJob* job = nullptr;
};

/// The GLB's side of the off-chip link.
///
/// Timing: jobs are done one after the other. A job starts in the cycle in which it is seen or,
/// if it has waited, in the cycle after the one before was done. A fill is done in the cycle in
/// which the last values of its last word are written, a drain when the link has acknowledged its
/// last word; `done` can be popped a cycle later.
class LinkPort : public noc::Clocked, public sc_core::sc_module {
 public:
  LinkPort(const sc_core::sc_module_name& name, noc::ClockDomain& core, FilterFill filters,
           IfmapFill ifmaps, OfmapDrain ofmaps);

  noc::Channel<LinkJob> jobs;
  noc::Channel<LinkJob> done;

  void probe(noc::Probes& probes);
  /// The accesses to the GLB in a cycle that has been evaluated.
  void add_accesses(noc::Cycle now, GlbAccesses& accesses) const;
  /// A phase per job. To be called before the simulation starts.
  void on_phase(PhaseTrack track, PhaseObserver observer);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  bool start(noc::Cycle until);
  /// A job may be known to be done before it is.
  bool is_busy(noc::Cycle now) const { return busy_ || now < time_; }
  void show(noc::Cycle finished) const;

  FilterFill filters_;
  IfmapFill ifmaps_;
  OfmapDrain ofmaps_;
  std::array<LinkTransfer*, 3> transfers_;  // by kind of job

  bool busy_ = false;
  LinkJob job_{};
  noc::Cycle time_ = 0;     // first cycle in which the next job can start
  noc::Cycle started_ = 0;  // the job at work

  PhaseTrack track_;
  PhaseObserver phase_observer_;
};

}  // namespace eyeriss::hw
