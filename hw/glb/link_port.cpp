// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/link_port.h"

#include <utility>

namespace eyeriss::hw {
namespace {

// Each pass has at most a filter fill, an ifmap fill and a drain under way or waiting; a tile is
// drained pass by pass, and waits in the controller.
constexpr int kJobs = 4;

}  // namespace

using noc::Cycle;
using noc::kNever;

LinkPort::LinkPort(const sc_core::sc_module_name& name, noc::ClockDomain& core, FilterFill filters,
                   IfmapFill ifmaps, OfmapDrain ofmaps)
    : Clocked(core),
      sc_module(name),
      jobs(kJobs),
      done(kJobs),
      filters_(std::move(filters)),
      ifmaps_(std::move(ifmaps)),
      ofmaps_(std::move(ofmaps)),
      transfers_{&filters_, &ifmaps_, &ofmaps_} {}

Cycle LinkPort::evaluate(Cycle /*now*/, Cycle until) {
  while (busy_ || start(until)) {
    const Cycle finished = transfers_[job_.kind]->advance(until);
    if (finished == kNever) break;
    done.push(job_, finished);
    if (phase_observer_) show(finished);
    time_ = finished + 1;
    busy_ = false;
  }
  return kNever;
}

bool LinkPort::start(Cycle until) {
  const Cycle at = jobs.pop_at(time_, until);
  if (at == kNever) return false;
  job_ = jobs.front();
  jobs.pop(at);
  started_ = at;
  transfers_[job_.kind]->start(*job_.job, at);
  busy_ = true;
  return true;
}

void LinkPort::add_accesses(Cycle now, GlbAccesses& accesses) const {
  if (is_busy(now)) transfers_[job_.kind]->add_accesses(now, accesses);
}

void LinkPort::probe(noc::Probes& probes) {
  auto scope = probes.scope(domain(), name());
  scope.text("state", [this](Cycle now) {
    static constexpr const char* kTexts[] = {"filters", "ifmaps", "ofmaps"};
    return is_busy(now) ? kTexts[job_.kind] : "idle";
  });
  probe_level(scope, "jobs", jobs);
}

void LinkPort::on_phase(PhaseTrack track, PhaseObserver observer) {
  track_ = std::move(track);
  phase_observer_ = std::move(observer);
}

void LinkPort::show(Cycle finished) const {
  static constexpr Phase::Kind kKinds[] = {Phase::Kind::kFillFilters, Phase::Kind::kFillIfmaps,
                                           Phase::Kind::kDrainOfmaps};
  phase_observer_({.track = &track_,
                   .kind = kKinds[job_.kind],
                   .pass = job_.job->number,
                   .begin = started_,
                   .end = finished + 1,
                   .words = transfers_[job_.kind]->words()});
}

std::string LinkPort::state() const {
  static constexpr const char* kKinds[] = {"filling filters", "filling ifmaps", "draining ofmaps"};
  return std::string(name()) + ": " + (busy_ ? kKinds[job_.kind] : "idle");
}

}  // namespace eyeriss::hw
