// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "hw/layer.h"
#include "sim/input/machine.h"
#include "sim/input/workload.h"
#include "sim/mapper/mapping_search.h"
#include "sim/mapper/objective.h"

namespace eyeriss::sim {

/// Finds mappings for the layers of a run on a machine with flat buses. Layers that ask for the
/// same (shape, codings and zeros) are searched once.
class Mapper {
 public:
  /// @param machine must outlive the mapper
  Mapper(const Machine& machine, Objective objective, int top = 1)
      : machine_(machine), objective_(objective), top_(top) {}

  /// The best mappings of a layer.
  /// @throws MappingError if none is legal
  const SearchResult& find(const WorkloadLayer& layer);

  /// What a mapping of a layer is predicted to cost. @pre it is legal
  RatedMapping rate(const WorkloadLayer& layer, const hw::Mapping& mapping) const;

  int searches() const { return static_cast<int>(results_.size()); }
  double seconds() const { return seconds_; }  ///< of wall time, in searches

 private:
  const Machine& machine_;
  Objective objective_;
  int top_;
  std::map<std::string, SearchResult> results_;  // by what the layer asks for
  double seconds_ = 0;
};

}  // namespace eyeriss::sim
