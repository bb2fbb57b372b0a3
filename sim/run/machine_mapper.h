// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "hw/layer.h"
#include "sim/cluster_mapper/cluster_mapper.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/mapper/mapper.h"
#include "sim/mapper/objective.h"

namespace eyeriss::sim {

/// Finds mappings for the layers of a run on a machine of either family.
class MachineMapper {
 public:
  /// @param machine,workload must outlive the mapper
  /// @param seed of synthetic tensors
  MachineMapper(const Machine& machine, const Workload& workload, Objective objective,
                std::uint64_t seed, int top = 1);

  /// The best mappings of a layer.
  /// @throws MappingError if none is legal
  SearchResult find(const WorkloadLayer& source);

  /// What a mapping of a layer is predicted to cost. @pre it is legal
  RatedMapping rate(const WorkloadLayer& source, const hw::Mapping& mapping) const;

  int searches() const;
  double seconds() const;  ///< of wall time, in searches

 private:
  const Machine& machine_;
  const Workload& workload_;
  std::uint64_t seed_;
  std::variant<Mapper, ClusterMapper> mapper_;
};

}  // namespace eyeriss::sim
