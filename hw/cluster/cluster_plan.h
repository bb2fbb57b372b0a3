// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "hw/cluster/cluster_pe.h"
#include "hw/cluster/cluster_pe_work.h"
#include "hw/cluster/cluster_placement.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/mapping/pass.h"
#include "noc/data_word.h"
#include "noc/mesh_network.h"

namespace eyeriss::hw {

/// How the machine is set for the passes of one shape. Passes differ in shape only where a
/// dimension does not divide evenly.
struct ClusterShape {
  using Route = noc::MeshNetwork<noc::DataWord>::Route;

  /// A stream of a source. Without destinations its words are not sent.
  struct Stream {
    int filters = 0;   ///< of the destinations, in each PE
    int channels = 0;  ///< same
    Route route;
  };
  /// A chain with work.
  struct Chain {
    ClusterPe* foot = nullptr;  ///< null: without work
    ClusterPe* head = nullptr;
    int filters = 0;
  };

  std::vector<ClusterPeWork> works;          ///< by site of the placement
  int active_pes = 0;                        ///< those with work
  std::vector<std::vector<Stream>> iacts;    ///< [source][stream], as in ClusterSources
  std::vector<std::vector<Stream>> weights;  ///< [source][block]
  std::vector<std::vector<Chain>> chains;    ///< [router][chain]
};

/// A pass, and how the machine is set for it.
struct ClusterPass {
  Pass pass;
  const ClusterShape* shape;
  bool reads_ifmaps_last;  ///< the next pass works on other ifmaps
};

/// PEs by number: cluster by cluster, row by row.
using ClusterPes = std::vector<ClusterPe*>;

/// All passes of a layer in their order, worked out beforehand like the chip's configuration.
class ClusterPlan {
 public:
  ClusterPlan(const ClusterArchitecture& architecture, const Layer& layer,
              const ClusterPlacement& placement, const ClusterSources& sources,
              const ClusterPes& pes, const noc::MeshNetwork<noc::DataWord>& iacts,
              const noc::MeshNetwork<noc::DataWord>& weights);

  const std::vector<ClusterPass>& passes() const { return passes_; }
  /// Psums of a tile wait in the GLB for those of further channels.
  bool keeps_psums() const { return keeps_psums_; }

  /// Number of the PE that a site stands on.
  static std::size_t pe_number(const ClusterArchitecture& architecture, const ClusterSite& site);

 private:
  using Extents = std::array<int, 6>;

  ClusterShape make_shape(const Pass& pass) const;
  void make_works(const Pass& pass, ClusterShape& shape) const;
  void make_streams(ClusterShape& shape) const;
  void make_chains(ClusterShape& shape) const;

  const ClusterArchitecture& architecture_;
  const Layer& layer_;
  const ClusterPlacement& placement_;
  const ClusterSources& sources_;
  const ClusterPes& pes_;
  const noc::MeshNetwork<noc::DataWord>& iact_network_;
  const noc::MeshNetwork<noc::DataWord>& weight_network_;

  std::map<Extents, ClusterShape> shapes_;
  std::vector<ClusterPass> passes_;
  bool keeps_psums_ = false;
};

}  // namespace eyeriss::hw
