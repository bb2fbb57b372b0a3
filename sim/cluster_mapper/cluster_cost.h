// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "sim/cluster_mapper/memory_rate.h"
#include "sim/cluster_mapper/pe_work.h"
#include "sim/cluster_mapper/stream_counts.h"

namespace eyeriss::sim {

/// What simulating a layer on a machine of clusters would count, in closed form, as expected from
/// the fractions of zeros. Events inside the DRAM are not predicted.
///
/// The PEs of a pass load their weights, then work on its windows one after the other. A window
/// takes as long as the slowest of: MACs and additions (one after the other or, where the spad has
/// room, beside each other) of the slowest PE of a chain, the iact words of the busiest router, and
/// its psum words. Blocks of weights that share a router come one after the other, so that PEs are
/// behind one another; they stay so over the passes, as far as the iacts that they share allow it,
/// which is a window. Therefore a pass pays for the weights of one chain, each of whose blocks is
/// sent while the PEs before load theirs, or for all blocks of a router where they take longer than
/// a chain's and a window.
class ClusterCost {
 public:
  /// All parameters must outlive the object.
  ClusterCost(const hw::ClusterArchitecture& architecture, const hw::LayerShape& shape,
              const PeWork& work);

  /// @param mapping legal
  /// @param streams of its sets
  /// @param is_quick takes passes with fewer sets to have as many streams as full ones
  hw::LayerCounters predict(const hw::Mapping& mapping, StreamCounter& streams,
                            bool is_quick) const;

 private:
  struct Pass;
  struct Sums;

  void add_pass(const Pass& pass, double count, Sums& sums) const;
  void add_fill(const Pass& pass, double count, Sums& sums) const;
  double chain_load_cycles(const Pass& pass) const;
  double pass_cycles(const Pass& pass) const;
  /// From a psum's reading at the foot of a chain to its leaving the head.
  double ripple(int chain_length, int p) const;

  const hw::ClusterArchitecture& architecture_;
  const hw::LayerShape& shape_;
  const PeWork& work_;
  const MemoryRate memory_;
};

}  // namespace eyeriss::sim
