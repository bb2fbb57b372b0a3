// SPDX-License-Identifier: Apache-2.0
// The mapper's cost model against the simulator, on random layers, mappings and machines.
#include "sim/mapper/cost_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/mapper/legality.h"
#include "tests/support/common_counts.h"
#include "tests/support/ideal_dram.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/published_mappings.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

using hw::LayerCounters;

double zero_fraction(const std::vector<std::int16_t>& values) {
  const auto zeros = std::count(values.begin(), values.end(), std::int16_t{0});
  return static_cast<double>(zeros) / static_cast<double>(values.size());
}

sim::ZeroFractions zero_fractions(const hw::LayerTensors& tensors,
                                  const std::vector<std::int16_t>& ofmap) {
  return {.ifmap = zero_fraction(tensors.ifmap),
          .weights = zero_fraction(tensors.weights),
          .ofmap = zero_fraction(ofmap)};
}

/// A link and a memory that the array seldom waits for.
void unlimit_link(test::RandomLayer& random) {
  hw::Architecture& architecture = random.architecture;
  architecture.link.clock_mhz = 10000;
  architecture.link.fifo_words = 64;
  architecture.link.open_bursts = 64;
  architecture.dram = test::ideal_dram(10000, 1);
  for (hw::Coding* coding :
       {&random.layer.ifmap_coding, &random.layer.weights_coding, &random.layer.ofmap_coding}) {
    *coding = hw::Coding::kRaw;
  }
}

/// Every count that follows from shape and mapping alone.
void expect_equal_counts(const LayerCounters& predicted, const LayerCounters& simulated) {
  test::expect_equal_common_counts(predicted, simulated);
  EXPECT_EQ(predicted.glb_filter_read, simulated.glb_filter_read);
  EXPECT_EQ(predicted.glb_filter_filled, simulated.glb_filter_filled);
  EXPECT_EQ(predicted.glb_psum_drained, simulated.glb_psum_drained);
  EXPECT_EQ(predicted.raw_words, simulated.raw_words);
}

/// What zero gating changes follows from the MACs that it leaves.
void expect_gated_counts(const LayerCounters& predicted, const LayerCounters& simulated) {
  EXPECT_EQ(predicted.filter_spad.reads, predicted.macs_active);
  EXPECT_EQ(predicted.psum_spad.reads, predicted.macs_active + predicted.psum_additions);
  EXPECT_EQ(predicted.psum_spad.writes, predicted.macs_active);
  if (simulated.macs_active != predicted.macs_active) return;
  EXPECT_EQ(predicted.filter_spad.reads, simulated.filter_spad.reads);
  EXPECT_EQ(predicted.psum_spad.reads, simulated.psum_spad.reads);
  EXPECT_EQ(predicted.psum_spad.writes, simulated.psum_spad.writes);
}

/// Of the simulated figure.
double relative_error(noc::Cycle predicted, noc::Cycle simulated) {
  return std::abs(static_cast<double>(predicted - simulated)) / static_cast<double>(simulated);
}

struct Pair {
  test::RandomLayer random;
  LayerCounters simulated;
  LayerCounters predicted;
};

Pair simulate_pair(test::RandomLayer random) {
  const auto result =
      test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
  const LayerCounters predicted = sim::predict_counters(
      random.architecture, random.layer, zero_fractions(random.tensors, result.ofmap));
  return {std::move(random), result.counters, predicted};
}

Pair draw_pair(std::uint64_t seed, bool is_link_unlimited) {
  const test::TempDir directory;
  test::RandomLayer random = test::random_layer(seed, directory);
  if (is_link_unlimited) unlimit_link(random);
  return simulate_pair(std::move(random));
}

bool is_legal(const test::RandomLayer& random) {
  try {
    sim::check_mapping(random.architecture, random.layer.shape, random.layer.mapping);
    return true;
  } catch (const sim::MappingError&) {
    return false;
  }
}

/// One batch of the random pairs of layer and mapping: batches are separate tests so that they run
/// side by side.
class CostModel : public testing::TestWithParam<int> {};

constexpr int kBatches = 10;
constexpr int kEnoughForAMean = 30;

TEST_P(CostModel, CountsWhatTheSimulatorCounts) {
  const int pairs = test::property_layers(300);
  for (int index = GetParam(); index < pairs; index += kBatches) {
    const Pair pair = draw_pair(20000 + static_cast<std::uint64_t>(index), false);
    SCOPED_TRACE(pair.random.description);
    expect_equal_counts(pair.predicted, pair.simulated);
    expect_gated_counts(pair.predicted, pair.simulated);
    if (testing::Test::HasFailure()) return;
  }
}

/// Where the array waits for the link in less than a tenth of all cycles.
TEST_P(CostModel, KnowsTheProcessingCyclesWithinThreePercent) {
  const int pairs = test::property_layers(300) / kBatches;
  double sum_of_errors = 0;
  int drawn = 0;
  std::uint64_t seed = 40000 + static_cast<std::uint64_t>(GetParam());
  for (; drawn < pairs; seed += kBatches) {
    const Pair pair = draw_pair(seed, true);
    SCOPED_TRACE(pair.random.description);
    const noc::Cycle cycles = pair.simulated.processing_cycles();
    if (pair.simulated.total_cycles - cycles > pair.simulated.total_cycles / 10) continue;
    ++drawn;
    const double error = relative_error(pair.predicted.processing_cycles(), cycles);
    EXPECT_LE(error, 0.03) << pair.predicted.processing_cycles() << " predicted, " << cycles
                           << " simulated";
    sum_of_errors += error;
    // Raw tensors: how many words they take does not depend on values.
    EXPECT_EQ(pair.predicted.link_words_written, pair.simulated.link_words_written);
    EXPECT_NEAR(static_cast<double>(pair.predicted.link_words_read),
                static_cast<double>(pair.simulated.link_words_read),
                0.05 * static_cast<double>(pair.simulated.link_words_read));
    if (testing::Test::HasFailure()) return;
  }
  if (drawn >= kEnoughForAMean) {
    EXPECT_LE(sum_of_errors, 0.005 * drawn);
  }
}

/// Behind the published machine's own link and memory, where layers wait for the link much of the
/// time: how its transfers follow each other is modelled more roughly than the array.
TEST_P(CostModel, KnowsTheTotalCyclesRoughly) {
  const int pairs = test::property_layers(300) / kBatches;
  const hw::Architecture v1 = test::eyeriss_v1();
  double sum_of_errors = 0;
  int drawn = 0;
  for (std::uint64_t seed = 80000 + static_cast<std::uint64_t>(GetParam()); drawn < pairs;
       seed += kBatches) {
    const test::TempDir directory;
    test::RandomLayer random = test::random_layer(seed, directory);
    random.architecture = v1;
    constexpr std::int64_t kFewMacs = 50000;
    if (random.layer.shape.macs() < kFewMacs || !is_legal(random)) continue;
    ++drawn;
    SCOPED_TRACE(random.description);
    const Pair pair = simulate_pair(std::move(random));
    const double error = relative_error(pair.predicted.total_cycles, pair.simulated.total_cycles);
    EXPECT_LE(error, 0.3) << pair.predicted.total_cycles << " predicted, "
                          << pair.simulated.total_cycles << " simulated";
    sum_of_errors += error;
  }
  if (drawn >= kEnoughForAMean) {
    EXPECT_LE(sum_of_errors, 0.04 * drawn);
  }
}

/// No mapping is given up for a bound that its prediction beats.
TEST_P(CostModel, IsBoundedFromBelow) {
  const int layers = test::property_layers(300);
  for (int index = GetParam(); index < layers; index += kBatches) {
    const test::TempDir directory;
    const auto random = test::random_layer(60000 + static_cast<std::uint64_t>(index), directory);
    SCOPED_TRACE(random.description);
    const sim::ZeroFractions zeros{.ifmap = 0.3, .weights = 0.1, .ofmap = 0.6};
    const auto least = sim::least_counters(random.architecture, random.layer, zeros);
    const auto predicted = sim::predict_counters(random.architecture, random.layer, zeros);
    EXPECT_LE(least.processing_cycles(), predicted.processing_cycles());
    EXPECT_LE(least.total_cycles, predicted.total_cycles);
    EXPECT_LE(least.pe_mapped_cycles, predicted.pe_mapped_cycles);
  }
}

INSTANTIATE_TEST_SUITE_P(Batch, CostModel, testing::Range(0, kBatches));

}  // namespace
}  // namespace eyeriss
