// SPDX-License-Identifier: Apache-2.0
#include "sim/run/machine_mapper.h"

#include "sim/input/configured_layer.h"
#include "sim/input/csc_weights.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {
namespace {

using AnyMapper = std::variant<Mapper, ClusterMapper>;

AnyMapper make_mapper(const Machine& machine, Objective objective, int top) {
  if (machine.family() == MachineFamily::kFlat) return Mapper(machine, objective, top);
  return ClusterMapper(machine.clusters(), machine.energy, objective, top);
}

}  // namespace

MachineMapper::MachineMapper(const Machine& machine, const Workload& workload, Objective objective,
                             std::uint64_t seed, int top)
    : machine_(machine),
      workload_(workload),
      seed_(seed),
      mapper_(make_mapper(machine, objective, top)) {}

SearchResult MachineMapper::find(const WorkloadLayer& source) {
  if (auto* flat = std::get_if<Mapper>(&mapper_)) return flat->find(source);
  const hw::Layer layer = configured_layer(machine_.architecture, source, {});
  return std::get<ClusterMapper>(mapper_).find(layer, zero_fractions(source),
                                               csc_weights(workload_, source, layer, seed_));
}

RatedMapping MachineMapper::rate(const WorkloadLayer& source, const hw::Mapping& mapping) const {
  if (const auto* flat = std::get_if<Mapper>(&mapper_)) return flat->rate(source, mapping);
  return std::get<ClusterMapper>(mapper_).rate(
      configured_layer(machine_.architecture, source, mapping), zero_fractions(source));
}

int MachineMapper::searches() const {
  return std::visit([](const auto& mapper) { return mapper.searches(); }, mapper_);
}

double MachineMapper::seconds() const {
  return std::visit([](const auto& mapper) { return mapper.seconds(); }, mapper_);
}

}  // namespace eyeriss::sim
