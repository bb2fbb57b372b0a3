// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hw/any_architecture.h"
#include "hw/layer.h"
#include "sim/energy/energy_table.h"
#include "sim/mapper/mapping_search.h"
#include "sim/mapper/objective.h"
#include "sim/mapper/zero_fractions.h"

namespace eyeriss::sim {

/// Finds mappings for the layers of a run on a machine of clusters. Layers that ask for the same
/// (shape, codings and zeros) are searched once; whether their own weights fit the spads is asked
/// of each.
class ClusterMapper {
 public:
  /// @param table must outlive the mapper
  ClusterMapper(const hw::ClusterArchitecture& architecture, const EnergyTable& table,
                Objective objective, int top = 1)
      : architecture_(architecture), table_(table), objective_(objective), top_(top) {}

  /// The best mappings of a layer.
  /// @param layer as the machine is configured with, its codings included; its mapping is not
  ///        looked at
  /// @param weights [M,C/groups,R,S]; only looked at if they are CSC data
  /// @throws MappingError if none is legal
  SearchResult find(const hw::Layer& layer, const ZeroFractions& zeros,
                    const std::vector<std::int16_t>& weights);

  /// What the layer's mapping is predicted to cost. @pre it is legal
  RatedMapping rate(const hw::Layer& layer, const ZeroFractions& zeros) const;

  int searches() const { return searches_; }
  double seconds() const { return seconds_; }  ///< of wall time, in finding

 private:
  SearchResult find_anew(const hw::Layer& layer, const ZeroFractions& zeros,
                         const std::vector<std::int16_t>& weights);
  const std::vector<RatedMapping>& likely_ones(const hw::Layer& layer, const ZeroFractions& zeros);

  const hw::AnyArchitecture architecture_;
  const EnergyTable& table_;
  const Objective objective_;
  const int top_;
  std::map<std::string, std::vector<RatedMapping>> likely_;  // by what a layer asks for
  int searches_ = 0;
  double seconds_ = 0;
};

}  // namespace eyeriss::sim
