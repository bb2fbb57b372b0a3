// SPDX-License-Identifier: Apache-2.0
// Random layers: the schedule that sleeps counts what the one that evaluates every module in
// every cycle counts, in every interval of time, and gives memory the same commands; the order of
// evaluation does not matter; late channels change no output.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "sim/golden/golden_model.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

class Schedules : public testing::TestWithParam<int> {
 protected:
  static constexpr int kBatches = 6;
  static constexpr int kLayers = 120;

  /// Calls `check(layer, result of the fast schedule, seed)` for the layers of this batch.
  template <typename Check>
  void for_each_layer(std::uint64_t first_seed, Check check) {
    const int layers = test::property_layers(kLayers);
    for (int index = GetParam(); index < layers && !HasFailure(); index += kBatches) {
      const test::TempDir directory;
      const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(index);
      const auto random = test::random_layer(seed, directory);
      SCOPED_TRACE(random.description);
      check(random, run(random, {}), seed);
    }
  }

  sim::SimulatedLayer run(const test::RandomLayer& random, const sim::Schedule& schedule) {
    return test::simulate_isolated(random.architecture, random.layer, random.tensors, schedule);
  }
  test::TracedLayer trace(const test::RandomLayer& random, const sim::Schedule& schedule) {
    constexpr std::int64_t kIntervalCycles = 700;
    return test::trace_isolated(random.architecture, random.layer, random.tensors, schedule,
                                kIntervalCycles);
  }
};

/// Every counter of every PE: the struct holds nothing but 64 b counts, without padding.
bool are_same(const std::vector<hw::PeCounters>& a, const std::vector<hw::PeCounters>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
}

void expect_same(const sim::SimulatedLayer& a, const sim::SimulatedLayer& b) {
  EXPECT_EQ(a.counters.total_cycles, b.counters.total_cycles);
  EXPECT_EQ(a.counters.processing_cycles(), b.counters.processing_cycles());
  // Every counter: likewise.
  EXPECT_EQ(std::memcmp(&a.counters, &b.counters, sizeof a.counters), 0);
  EXPECT_TRUE(are_same(a.pes, b.pes));
  EXPECT_EQ(a.ofmap, b.ofmap);
}

void expect_same_traces(const test::TracedLayer& a, const test::TracedLayer& b) {
  ASSERT_EQ(a.intervals.size(), b.intervals.size());
  for (std::size_t i = 0; i < a.intervals.size(); ++i) {
    EXPECT_EQ(std::memcmp(&a.intervals[i], &b.intervals[i], sizeof a.intervals[i]), 0) << i;
  }
  EXPECT_EQ(a.commands, b.commands);
}

TEST_P(Schedules, EveryCycleGivesTheSame) {
  for_each_layer(3000, [this](const auto& layer, const auto& fast, std::uint64_t) {
    const test::TracedLayer traced = trace(layer, {});
    const test::TracedLayer slow = trace(layer, {{.every_cycle = true}});
    expect_same(fast, traced.result);
    expect_same(fast, slow.result);
    expect_same_traces(traced, slow);
    EXPECT_FALSE(traced.intervals.empty());
    EXPECT_EQ(traced.commands.empty(), layer.architecture.dram.is_ideal);
  });
}

TEST_P(Schedules, OrderOfEvaluationDoesNotMatter) {
  for_each_layer(4000, [this](const auto& layer, const auto& fast, std::uint64_t seed) {
    expect_same(fast, run(layer, {{.shuffle_seed = seed}}));
    expect_same(fast, run(layer, {{.every_cycle = true, .shuffle_seed = seed}}));
  });
}

TEST_P(Schedules, RandomStallsChangeCyclesButNoOutput) {
  for_each_layer(5000, [this](const auto& layer, const auto& fast, std::uint64_t seed) {
    const auto stalled = run(layer, {{.stall_seed = seed}});
    EXPECT_EQ(stalled.ofmap,
              sim::golden_ofmap(layer.layer, layer.tensors, sim::MachineFamily::kFlat));
    EXPECT_NE(stalled.counters.total_cycles, fast.counters.total_cycles);
    EXPECT_EQ(stalled.counters.macs_active, fast.counters.macs_active);
    expect_same(stalled, run(layer, {{.every_cycle = true, .stall_seed = seed}}));
  });
}

INSTANTIATE_TEST_SUITE_P(Batch, Schedules, testing::Range(0, 6));

}  // namespace
}  // namespace eyeriss
