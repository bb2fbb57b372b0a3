// SPDX-License-Identifier: Apache-2.0
// AlexNet's CONV layers with the mappings that a search finds, simulated: in what is searched for,
// they are no worse than with the mappings that the chip's designers published.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/energy/energy_model.h"
#include "sim/input/configured_layer.h"
#include "sim/input/machine.h"
#include "sim/input/mapping_reader.h"
#include "sim/input/tensors.h"
#include "sim/input/workload_reader.h"
#include "sim/mapper/mapper.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/short_run.h"

namespace eyeriss {
namespace {

const std::filesystem::path kSource = EYERISS_SOURCE_DIR;

struct Cost {
  noc::Cycle total_cycles;
  noc::Cycle processing_cycles;
  double energy_pj;  ///< of chip and DRAM
};

class AlexNetMappings : public testing::TestWithParam<std::string> {
 protected:
  AlexNetMappings()
      : machine_(sim::load_machine({.arch = "eyeriss-v1", .parts = {}, .overrides = {}},
                                   kSource / "hw/presets")),
        workload_(sim::read_workload(kSource / "workloads/alexnet.json", machine_.id())),
        layer_(*sim::select_layers(workload_, GetParam()).at(0)),
        tensors_(sim::make_tensors(workload_, layer_, machine_.family(), 1).values) {}

  hw::Mapping published() const { return layer_.mapping.value(); }

  hw::Mapping found_for(sim::Objective objective) const {
    sim::Mapper mapper(machine_, objective);
    return mapper.find(layer_).best.front().mapping;
  }

  /// Once for each mapping.
  Cost cost(const hw::Mapping& mapping) {
    const auto [known, is_new] =
        costs_.try_emplace(sim::to_json(mapping, machine_.family()).dump());
    if (is_new) known->second = simulate(mapping);
    return known->second;
  }

 private:
  Cost simulate(const hw::Mapping& mapping) const {
    const hw::Layer configured = sim::configured_layer(machine_.architecture, layer_, mapping);
    const hw::LayerCounters counters =
        test::simulate_isolated(machine_.architecture, configured, tensors_, {}).counters;
    const auto energy = sim::energy(machine_.energy, machine_.architecture, counters);
    return {.total_cycles = counters.total_cycles,
            .processing_cycles = counters.processing_cycles(),
            .energy_pj = energy.chip_total() + energy.dram()};
  }

  sim::Machine machine_;
  sim::Workload workload_;
  const sim::WorkloadLayer& layer_;
  hw::LayerTensors tensors_;
  std::map<std::string, Cost> costs_;  // by the mapping
};

TEST_P(AlexNetMappings, AreNoWorseThanThePublishedOnes) {
  if (test::is_short_run() && GetParam() != "conv1") GTEST_SKIP() << "short run: conv1 alone";
  const Cost published_cost = cost(published());
  const Cost fast = cost(found_for(sim::Objective::kLatency));
  EXPECT_LE(fast.total_cycles, published_cost.total_cycles);
  EXPECT_LE(fast.processing_cycles, published_cost.processing_cycles);
  const Cost frugal = cost(found_for(sim::Objective::kEnergy));
  EXPECT_LE(frugal.energy_pj, published_cost.energy_pj);
}

INSTANTIATE_TEST_SUITE_P(, AlexNetMappings,
                         testing::Values("conv1", "conv2", "conv3", "conv4", "conv5"));

}  // namespace
}  // namespace eyeriss
