// SPDX-License-Identifier: Apache-2.0
// Random layers on machines of clusters: the schedule that sleeps counts what the one that
// evaluates every module in every cycle counts, in every interval of time, and gives memory the
// same commands; the order of evaluation does not matter; late channels change no output.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sim/energy/machine_family.h"
#include "sim/golden/golden_model.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

using test::RandomClusterLayer;

class ClusterSchedules : public testing::TestWithParam<int> {
 public:
  static constexpr int kBatches = 4;

 protected:
  static constexpr int kLayers = 120;

  /// Calls `check(layer, trace of the fast schedule, seed)` for the layers of this batch.
  template <typename Check>
  void for_each_layer(std::uint64_t first_seed, Check check) {
    const int layers = test::property_layers(kLayers);
    for (int index = GetParam(); index < layers && !HasFailure(); index += kBatches) {
      const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(index);
      const auto random = test::random_cluster_layer(seed, test::ClusterMachines::kAny);
      SCOPED_TRACE(random.description);
      check(random, trace(random, {}), seed);
    }
  }

  sim::SimulatedLayer run(const RandomClusterLayer& random, const sim::Schedule& schedule) {
    return test::simulate_isolated(random.architecture, random.layer, random.tensors, schedule);
  }
  test::TracedLayer trace(const RandomClusterLayer& random, const sim::Schedule& schedule) {
    constexpr std::int64_t kIntervalCycles = 170;
    return test::trace_isolated(random.architecture, random.layer, random.tensors, schedule,
                                kIntervalCycles);
  }
};

/// Every counter: the struct holds nothing but 64 b counts, without padding.
bool are_same(const hw::LayerCounters& a, const hw::LayerCounters& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

/// Every counter of every PE, likewise.
bool are_same(const std::vector<hw::PeCounters>& a, const std::vector<hw::PeCounters>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
}

void expect_same(const sim::SimulatedLayer& a, const sim::SimulatedLayer& b) {
  EXPECT_EQ(a.counters.total_cycles, b.counters.total_cycles);
  EXPECT_TRUE(are_same(a.counters, b.counters));
  EXPECT_TRUE(are_same(a.pes, b.pes));
  EXPECT_EQ(a.ofmap, b.ofmap);
}

void expect_same(const test::TracedLayer& a, const test::TracedLayer& b) {
  expect_same(a.result, b.result);
  ASSERT_EQ(a.intervals.size(), b.intervals.size());
  for (std::size_t i = 0; i < a.intervals.size(); ++i)
    EXPECT_TRUE(are_same(a.intervals[i], b.intervals[i])) << i;
  EXPECT_EQ(a.commands, b.commands);
}

/// In no interval can PEs do more than its cycles allow.
void expect_possible(const std::vector<hw::LayerCounters>& intervals,
                     const hw::ClusterArchitecture& architecture) {
  hw::LayerCounters before{};
  for (const hw::LayerCounters& now : intervals) {
    const auto cycles = now.total_cycles - before.total_cycles;
    const auto mapped = now.pe_mapped_cycles - before.pe_mapped_cycles;
    const auto busy = now.pe_mac_cycles + now.pe_accumulate_cycles - before.pe_mac_cycles -
                      before.pe_accumulate_cycles;
    EXPECT_LE(mapped, architecture.pes() * cycles);
    EXPECT_GE(mapped, 0);
    EXPECT_LE(now.pe_mac_cycles - before.pe_mac_cycles, static_cast<std::uint64_t>(mapped));
    EXPECT_LE(busy, static_cast<std::uint64_t>(architecture.pes() * cycles));
    before = now;
  }
}

TEST_P(ClusterSchedules, EveryCycleGivesTheSame) {
  for_each_layer(40'000, [this](const auto& layer, const auto& fast, std::uint64_t) {
    expect_same(fast, trace(layer, {{.every_cycle = true}}));
    expect_same(fast.result, run(layer, {}));  // and nobody looks on
    ASSERT_FALSE(fast.intervals.empty());
    EXPECT_TRUE(are_same(fast.intervals.back(), fast.result.counters)) << "intervals add up";
    expect_possible(fast.intervals, layer.architecture);
    EXPECT_EQ(fast.commands.empty(), layer.architecture.dram.is_ideal);
  });
}

TEST_P(ClusterSchedules, OrderOfEvaluationDoesNotMatter) {
  for_each_layer(50'000, [this](const auto& layer, const auto& fast, std::uint64_t seed) {
    expect_same(fast, trace(layer, {{.shuffle_seed = seed}}));
    expect_same(fast, trace(layer, {{.every_cycle = true, .shuffle_seed = seed}}));
  });
}

TEST_P(ClusterSchedules, RandomStallsChangeCyclesButNoOutput) {
  for_each_layer(60'000, [this](const auto& layer, const auto& fast, std::uint64_t seed) {
    const test::TracedLayer stalled = trace(layer, {{.stall_seed = seed}});
    EXPECT_EQ(stalled.result.ofmap,
              sim::golden_ofmap(layer.layer, layer.tensors, sim::MachineFamily::kClusters));
    EXPECT_EQ(stalled.result.counters.macs_active, fast.result.counters.macs_active);
    EXPECT_EQ(stalled.result.counters.macs_skipped, fast.result.counters.macs_skipped);
    EXPECT_EQ(stalled.result.counters.off_chip_filter_bits,
              fast.result.counters.off_chip_filter_bits);
    expect_same(stalled, trace(layer, {{.every_cycle = true, .stall_seed = seed}}));
  });
}

INSTANTIATE_TEST_SUITE_P(Batch, ClusterSchedules, testing::Range(0, ClusterSchedules::kBatches));

}  // namespace
}  // namespace eyeriss
