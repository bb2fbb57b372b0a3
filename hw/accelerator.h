// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "hw/architecture.h"
#include "hw/array/global_networks.h"
#include "hw/array/pe_array.h"
#include "hw/chip.h"
#include "hw/controller/controller.h"
#include "hw/controller/pass_planner.h"
#include "hw/dram/dram.h"
#include "hw/dram/dram_layout.h"
#include "hw/dram/memory.h"
#include "hw/dram/off_chip.h"
#include "hw/glb/bank_activity.h"
#include "hw/glb/filter_streamer.h"
#include "hw/glb/global_buffer.h"
#include "hw/glb/ifmap_streamer.h"
#include "hw/glb/link_port.h"
#include "hw/glb/psum_streamer.h"
#include "hw/interval_samples.h"
#include "hw/layer.h"
#include "hw/layer_counters.h"
#include "hw/mapping/placement.h"
#include "noc/clock_domain.h"

namespace eyeriss::hw {

/// The first chip, configured for one layer, and its memory.
///
///      dram clock | link clock |                     core clock
///                 |            |
///     +--------+  | +--------+ | +-----------+   +-------------+ ifmap_streamer  =ifmap=>  +-----+
///     |  dram  |====|off_chip|===| link_port |===|global_buffer| filter_streamer =filter=> |array|
///     | memory |  | | (link) | | | RLC, ReLU |   |ifmap psum   | psum_streamer   =psum==>  |of   |
///     +--------+  | +--------+ | +-----------+   |filter       |                 <output=  |PEs  |
///                 |            |        |        +-------------+                           +-----+
///                 |            |        controller sequences the passes                local links
class Accelerator : public sc_core::sc_module, public Chip {
 public:
  /// @pre the mapping is legal; tensors have the layer's shape and outlive the accelerator
  Accelerator(const sc_core::sc_module_name& name, const Architecture& architecture,
              const Layer& layer, const LayerTensors& tensors, const noc::Schedule& schedule);

  void on_interval(noc::Cycle cycles, std::function<void(const LayerCounters&)> report) override;
  noc::ClockDomain& core() override { return core_; }
  void probe(noc::Probes& probes) override;
  void on_dram_command(const std::function<void(const DramCommand&)>& observe) override {
    dram_.on_command(observe);
  }
  void on_phase(const PhaseObserver& observe) override;
  void run(std::function<void(noc::Cycle)> heartbeat) override;
  LayerCounters counters() const override;
  std::vector<PeCounters> pe_counters() const override { return array_.counters(); }
  std::vector<std::int16_t> ofmap() override;
  std::string state() const override;
  void freeze() override;

 private:
  void connect();
  void store(const LayerTensors& tensors);
  PassPlanner plan();
  void stop_after(std::int64_t time_ps);
  /// What has been pushed into a channel must have been popped in the end.
  void require_empty_channels();

  const Architecture architecture_;
  const Layer layer_;
  LayerCounters counters_;

  noc::ClockDomain core_;
  noc::ClockDomain link_;
  noc::ClockDomain dram_clock_;

  Placement placement_;
  PeArray array_;
  GlobalNetworks networks_;
  PassPlanner planner_;

  Memory memory_;
  DramLayout layout_;
  Dram dram_;
  OffChip off_chip_;

  GlobalBuffer buffer_;
  IfmapStreamer ifmap_streamer_;
  FilterStreamer filter_streamer_;
  PsumStreamer psum_streamer_;
  LinkPort link_port_;

  Controller controller_;
  std::optional<IntervalSamples> samples_;
  std::optional<BankActivity> bank_activity_;  // if somebody looks
  std::exception_ptr fault_;
};

}  // namespace eyeriss::hw
