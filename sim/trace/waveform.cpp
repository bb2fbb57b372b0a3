// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/waveform.h"

#include <algorithm>

#include "sim/trace/scope_pattern.h"

namespace eyeriss::sim {

using noc::Cycle;

Waveform::Waveform(const VcdOptions& options, const std::filesystem::path& file,
                   const std::vector<noc::Probe>& probes, noc::ClockDomain& core)
    : cycles_(options.cycles), core_(core), groups_{{&core, {}}}, file_(file) {
  const ScopePattern pattern(options.scope);
  for (const noc::Probe& probe : probes) {
    if (!pattern.matches(probe.scope)) continue;
    auto group = std::ranges::find(groups_, probe.domain, &Group::domain);
    if (group == groups_.end()) group = groups_.insert(groups_.end(), {probe.domain, {}});
    group->probes.push_back(probes_.size());
    values_.push_back(&file_.add(probe.scope + '.' + probe.name, probe.width));
    probes_.push_back(probe);
  }
  if (probes_.empty()) return;
  for (const Group& group : groups_) watch(group);
}

/// The core's clock is watched one cycle longer, to end the file.
void Waveform::watch(const Group& group) {
  const auto from = [&](Cycle core_cycle) {
    return group.domain->first_cycle_from(core_.time_of(core_cycle));
  };
  const bool is_core = group.domain == &core_;
  group.domain->watch(from(cycles_.first), is_core ? cycles_.end : from(cycles_.end) - 1,
                      [this, &group](Cycle now) { look(group, now); });
}

void Waveform::look(const Group& group, Cycle now) {
  const bool is_core = group.domain == &core_;
  if (is_core && now == cycles_.end) {
    file_.close(core_.time_of(now));
    return;
  }
  for (const std::size_t i : group.probes) *values_[i] = probes_[i].value(now);
  if (is_core && now == cycles_.first) file_.open();
}

void Waveform::finish(Cycle cycles) {
  const Cycle end = std::min(cycles, cycles_.end);
  if (file_.is_open()) file_.close(core_.time_of(end));
  if (!probes_.empty() && cycles_.first < end)
    drawn_ = TimeSpan{core_.time_of(cycles_.first), core_.time_of(end)};
}

}  // namespace eyeriss::sim
