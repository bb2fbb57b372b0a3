// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <vector>

#include "hw/cluster/cluster_plan.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/cluster/read_port.h"
#include "hw/cluster_architecture.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/pass_phases.h"
#include "noc/data_word.h"
#include "noc/mesh_network.h"

namespace eyeriss::hw {

/// A weight router with its way in from off chip: weights pass by the GLB, straight to the PEs of
/// its region that share them.
///
/// Timing: a word is sent per cycle, one block of weights after the other, when it has come and all
/// its destinations have space (noc/mesh_network.h).
class WeightStreamer : public noc::Clocked, public sc_core::sc_module {
 public:
  /// @param number of the source in ClusterSources
  WeightStreamer(const sc_core::sc_module_name& name, noc::ClockDomain& domain,
                 const ClusterArchitecture& architecture, const Layer& layer,
                 const std::vector<std::int16_t>& weights, const ClusterSources& sources,
                 std::size_t number, const ClusterPlan& plan,
                 noc::MeshNetwork<noc::DataWord>& network, LayerCounters& counters);

  ReadPort port;      ///< off chip
  PassPhases phases;  ///< words to the PEs

  /// Shows words and what they wait for: `w_fill` is counted (LayerCounters).
  /// @param name of the router in the hierarchy
  void probe(noc::Probes& probes, const std::string& name);

  noc::Cycle evaluate(noc::Cycle now, noc::Cycle until) override;
  std::string state() const override;

 private:
  /// The words of one stream in one pass.
  struct Block {
    std::size_t pass;
    const ClusterShape::Route* route;
    std::vector<noc::DataWord> words;
  };

  /// Makes blocks so that there is one to be sent, and the port knows what it has to fetch.
  /// @return whether there is one
  bool prepare();
  /// Goes to the next block that has destinations. @return whether there is one
  bool find_block();
  void make_block();
  std::int64_t bits(const noc::DataWord& word) const;
  /// What it does, or what it waits for, in the cycle evaluated last.
  const char* activity(noc::Cycle now) const;
  /// Whether a word is there and waits for its destinations.
  bool is_stalled(noc::Cycle now) const;

  const ClusterArchitecture& architecture_;
  const Layer& layer_;
  const std::vector<std::int16_t>& weights_;
  const ClusterSources::Source<WeightBlockKey>& source_;
  const std::size_t number_;
  const std::vector<ClusterPass>& passes_;
  noc::MeshNetwork<noc::DataWord>::Source bus_;
  LayerCounters& counters_;
  const bool is_csc_;

  std::size_t pass_ = 0;    // of the block to be made next
  std::size_t stream_ = 0;  // same
  bool are_all_made_ = false;
  std::deque<Block> blocks_;  // from the one that is being sent on
  std::size_t word_ = 0;      // of it, to be sent next
  noc::Cycle time_ = 0;       // first cycle in which it may be sent
  std::vector<std::int16_t> column_;
  std::vector<std::int16_t> columns_;
};

}  // namespace eyeriss::hw
