// SPDX-License-Identifier: Apache-2.0
// Timelines of random layers: what they show is what was counted, under every schedule.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "sim/input/machine.h"
#include "sim/stats/counts.h"
#include "sim/stats/energy_statistics.h"
#include "sim/trace/timeline_file.h"
#include "sim/trace/timeline_trace.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"
#include "tests/timeline/layer_checks.h"

namespace eyeriss::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kInterval = 450;

class RandomTimelines : public testing::TestWithParam<int> {
 public:
  static constexpr int kBatches = 4;

 protected:
  static constexpr int kLayers = 32;

  /// A machine like the preset, with this architecture.
  static sim::Machine machine(const char* preset, const hw::AnyArchitecture& architecture) {
    sim::Machine machine = sim::load_machine({.arch = preset, .parts = {}, .overrides = {}},
                                             EYERISS_SOURCE_DIR "/hw/presets");
    machine.architecture = architecture;
    return machine;
  }

  /// Simulates, and leaves `timeline.json` behind.
  /// @return what the summary would say of the layer, as far as the timeline shows it
  json simulate(const sim::Machine& machine, const hw::Layer& layer,
                const hw::LayerTensors& tensors, const sim::Schedule& schedule) const {
    const auto part = dir_.path() / "part";
    sim::TimelineTrace trace("layer under test", 0, machine, part);
    sim::Observers observers;
    observers.phase = [&](const hw::Phase& phase) { trace.add(phase); };
    observers.interval = [&](const hw::LayerCounters& counters) { trace.add(counters); };
    observers.interval_cycles = kInterval;
    const hw::LayerCounters counters =
        simulate_isolated(machine.architecture, layer, tensors, schedule, observers, [&] {
          trace.close();
        }).counters;
    std::ofstream file(dir_.path() / "timeline.json", std::ios::binary);
    sim::gather_timeline({part}, file);
    json result = {{"name", "layer under test"}};
    for (const sim::Count& count : sim::counts(machine.architecture))
      result[json::json_pointer(count.path)] = count.value(machine.architecture, counters);
    result.update(json(sim::energy_statistics(machine, counters)));
    return result;
  }

  std::string timeline() const {
    std::ifstream stream(dir_.path() / "timeline.json", std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  void check(const sim::Machine& machine, const hw::Layer& layer, const hw::LayerTensors& tensors,
             std::uint64_t seed) const {
    const bool has_clusters = machine.family() == sim::MachineFamily::kClusters;
    const json counted = simulate(machine, layer, tensors, {});
    const std::string fast = timeline();
    const auto processes = read_trace_events(json::parse(fast));
    ASSERT_EQ(processes.size(), 1u);
    check_layer(processes[0], counted, {0, kInterval}, has_clusters);
    for (const noc::Schedule& schedule :
         {noc::Schedule{.every_cycle = true}, noc::Schedule{.shuffle_seed = seed},
          noc::Schedule{.every_cycle = true, .shuffle_seed = seed}}) {
      simulate(machine, layer, tensors, {schedule});
      ASSERT_EQ(timeline(), fast);
    }
    // What comes late shows late, and still adds up.
    const json stalled = simulate(machine, layer, tensors, {{.stall_seed = seed}});
    check_layer(read_trace_events(json::parse(timeline())).at(0), stalled, {0, kInterval},
                has_clusters);
  }

  const TempDir dir_;
};

TEST_P(RandomTimelines, OnTheFirstChip) {
  for (int i = GetParam(); i < property_layers(kLayers) && !HasFailure(); i += kBatches) {
    const std::uint64_t seed = 7000 + static_cast<std::uint64_t>(i);
    const RandomLayer random = random_layer(seed, dir_);
    SCOPED_TRACE(random.description);
    check(machine("eyeriss-v1", random.architecture), random.layer, random.tensors, seed);
  }
}

TEST_P(RandomTimelines, OnClusters) {
  for (int i = GetParam(); i < property_layers(kLayers) && !HasFailure(); i += kBatches) {
    const std::uint64_t seed = 7000 + static_cast<std::uint64_t>(i);
    const RandomClusterLayer random = random_cluster_layer(seed, ClusterMachines::kAny);
    SCOPED_TRACE(random.description);
    check(machine("eyeriss-v2", random.architecture), random.layer, random.tensors, seed);
  }
}

INSTANTIATE_TEST_SUITE_P(Batch, RandomTimelines, testing::Range(0, RandomTimelines::kBatches));

}  // namespace
}  // namespace eyeriss::test
