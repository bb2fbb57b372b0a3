// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "hw/chip.h"
#include "hw/cluster/cluster_memory.h"
#include "hw/cluster/cluster_pe.h"
#include "hw/cluster/cluster_placement.h"
#include "hw/cluster/cluster_plan.h"
#include "hw/cluster/cluster_sources.h"
#include "hw/cluster/iact_streamer.h"
#include "hw/cluster/pe_cluster.h"
#include "hw/cluster/psum_router.h"
#include "hw/cluster/weight_streamer.h"
#include "hw/cluster_architecture.h"
#include "hw/interval_samples.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/layer_phases.h"
#include "noc/clock_domain.h"
#include "noc/data_word.h"
#include "noc/mesh_network.h"

namespace eyeriss::hw {

/// A machine of clusters (JETCAS 2019), configured for one layer. One cluster of the grid:
///
///                north, south, west, east
///                 ||   iact network   ||           links to the clusters beside it
///     off chip    ||                  ||
///        |   +--------------+  +-------------+      +--------------------+
///        +==>| iact banks   |=>|iact routers |=====>| PEs: all-to-all    |
///        |   +--------------+  +-------------+      |  ^ psums go up a   |
///        +====================>|weight routers|====>|  | column, and on  |
///        |   +--------------+  +-------------+      |  | to the cluster  |
///        +<==| psum banks   |<=| psum routers|<====>|    south of it     |
///            +--------------+  +-------------+      +--------------------+
///
/// There is no top-level control that acts while a layer runs: every module knows the passes of the
/// layer in their order (ClusterPlan) and works through them as its data come. So nothing is ever
/// held for data off chip: all cycles are processing. As passes overlap, a pass counts as the phase
/// from the end of the one before until its last psum has left the PEs.
class ClusterAccelerator : public sc_core::sc_module, public Chip {
 public:
  /// @pre the mapping is legal; tensors have the layer's shape and outlive the accelerator
  ClusterAccelerator(const sc_core::sc_module_name& name, const ClusterArchitecture& architecture,
                     const Layer& layer, const LayerTensors& tensors,
                     const noc::Schedule& schedule);

  void on_interval(noc::Cycle cycles, std::function<void(const LayerCounters&)> report) override;
  noc::ClockDomain& core() override { return core_; }
  void probe(noc::Probes& probes) override;
  void on_dram_command(const std::function<void(const DramCommand&)>& observe) override;
  void on_phase(const PhaseObserver& observe) override;
  void run(std::function<void(noc::Cycle)> heartbeat) override;
  LayerCounters counters() const override;
  std::vector<PeCounters> pe_counters() const override;
  std::vector<std::int16_t> ofmap() override { return ofmap_; }
  std::string state() const override;
  void freeze() override;

 private:
  using Network = noc::MeshNetwork<noc::DataWord>;

  void make_pes();
  void make_streamers(const LayerTensors& tensors);
  void connect();
  void connect_memory();
  void router_finished(noc::Cycle at);
  void show_passes();
  void stop_after(std::int64_t time_ps);
  void require_empty_channels() const;
  std::size_t cluster_number(int row, int column) const;
  std::size_t source_cluster(const ClusterRegion& region) const;
  /// E.g. `cluster_r0_c1`.
  std::string grid_name(const char* kind, int cluster) const;
  /// E.g. `iact_r0_c1_p2`.
  std::string source_name(const char* kind, const ClusterRegion& region, int plane) const;
  /// As it is shown, e.g. `cluster_r0_c1.iact_p2`.
  std::string router_name(std::size_t cluster, const char* kind, int plane) const;
  ClusterPe& pe_at(std::size_t site) const;

  const ClusterArchitecture architecture_;
  const Layer layer_;
  LayerCounters counters_;
  noc::ClockDomain core_;

  ClusterPlacement placement_;
  ClusterSources sources_;
  Network iact_network_;
  Network weight_network_;
  std::vector<std::unique_ptr<PeCluster>> clusters_;
  ClusterPes pes_;
  std::optional<ClusterPlan> plan_;
  std::vector<std::unique_ptr<IactStreamer>> iact_streamers_;
  std::vector<std::unique_ptr<WeightStreamer>> weight_streamers_;
  std::vector<std::unique_ptr<PsumRouter>> psum_routers_;

  std::unique_ptr<ClusterMemory> memory_;  // null: unlimited

  std::vector<std::int16_t> ofmap_;
  std::size_t routers_running_ = 0;
  noc::Cycle finished_at_ = 0;  // as far as known
  std::optional<IntervalSamples> samples_;
  LayerPhases phases_;
  std::vector<noc::Cycle> pass_ends_;  // by pass, while phases are observed
  std::exception_ptr fault_;
};

}  // namespace eyeriss::hw
