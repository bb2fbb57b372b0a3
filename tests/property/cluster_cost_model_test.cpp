// SPDX-License-Identifier: Apache-2.0
// What the mapper of machines of clusters predicts against the simulator, on random layers of raw
// data, whose counts do not depend on values.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sim/cluster_mapper/cluster_cost.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "tests/support/common_counts.h"
#include "tests/support/ideal_dram.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

using hw::LayerCounters;
using test::ClusterMachines;
using test::RandomClusterLayer;

LayerCounters predict(const RandomClusterLayer& random) {
  const auto zeros = [](const std::vector<std::int16_t>& values) {
    return static_cast<double>(std::count(values.begin(), values.end(), std::int16_t{0})) /
           static_cast<double>(values.size());
  };
  const sim::ZeroFractions fractions{
      .ifmap = zeros(random.tensors.ifmap), .weights = zeros(random.tensors.weights), .ofmap = 0};
  const hw::LayerShape& shape = random.layer.shape;
  const sim::PeWork work(random.architecture, random.layer, fractions);
  sim::StreamCounter streams(random.architecture, shape, random.layer.mapping);
  return sim::ClusterCost(random.architecture, shape, work)
      .predict(random.layer.mapping, streams, false);
}

LayerCounters simulate(const RandomClusterLayer& random) {
  return test::simulate_isolated(random.architecture, random.layer, random.tensors, {}).counters;
}

/// Makes all data raw and memory unlimited.
/// @return whether the mapping is still legal
bool make_raw(RandomClusterLayer& random) {
  random.architecture.dram = test::ideal_dram(random.architecture.core_clock_mhz, 0);
  hw::Layer& layer = random.layer;
  layer.ifmap_coding = layer.weights_coding = layer.ofmap_coding = hw::Coding::kRaw;
  try {
    sim::check_cluster_mapping(random.architecture, layer, random.tensors.weights);
    return true;
  } catch (const sim::MappingError&) {
    return false;
  }
}

/// Every count that follows from machine, shape and mapping alone.
void expect_equal_counts(const LayerCounters& predicted, const LayerCounters& simulated) {
  test::expect_equal_common_counts(predicted, simulated);
  EXPECT_EQ(predicted.macs_skipped, simulated.macs_skipped);
  EXPECT_EQ(predicted.idle_simd_slots, simulated.idle_simd_slots);
  EXPECT_EQ(predicted.iact_hops, simulated.iact_hops);
  EXPECT_EQ(predicted.weight_hops, simulated.weight_hops);
  EXPECT_EQ(predicted.psum_hops, simulated.psum_hops);
  EXPECT_EQ(predicted.iact_address_spad.writes, simulated.iact_address_spad.writes);
  EXPECT_EQ(predicted.weight_address_spad.writes, simulated.weight_address_spad.writes);
  EXPECT_EQ(predicted.off_chip_filter_bits, simulated.off_chip_filter_bits);
  EXPECT_EQ(predicted.off_chip_ofmap_bits, simulated.off_chip_ofmap_bits);
}

/// Raw padding does not come from off chip. How much of it sources fetch is taken to be the same
/// for all clusters, which it is where they have one source.
void expect_off_chip_ifmaps(const RandomClusterLayer& random, const LayerCounters& predicted,
                            const LayerCounters& simulated) {
  const hw::LayerShape& s = random.layer.shape;
  const bool is_padded = s.pad_top + s.pad_left + s.pad_bottom + s.pad_right > 0;
  if (!is_padded || random.layer.mapping.ifmap_mode == noc::MeshMode::kBroadcast) {
    EXPECT_EQ(predicted.off_chip_ifmap_bits, simulated.off_chip_ifmap_bits);
    EXPECT_EQ(predicted.raw_words, simulated.raw_words);
    return;
  }
  const auto expect_near = [](LayerCounters::Count its, LayerCounters::Count expected) {
    const auto value = static_cast<double>(expected);
    EXPECT_NEAR(static_cast<double>(its), value, 0.25 * value);
  };
  expect_near(predicted.off_chip_ifmap_bits, simulated.off_chip_ifmap_bits);
  expect_near(predicted.raw_words, simulated.raw_words);
}

constexpr int kBatches = 4;
constexpr int kLayers = 300;
/// Such a part of the layers is compared at least: in raw data the others do not fit.
constexpr double kLeastCompared = 0.9;

/// One batch of the random layers: batches are separate tests so that they run side by side.
class ClusterCostModel : public testing::TestWithParam<int> {
 protected:
  static void check_counts(std::uint64_t first_seed, ClusterMachines machines) {
    const int layers = test::property_layers(kLayers);
    int compared = 0;
    for (int index = GetParam(); index < layers; index += kBatches) {
      auto random =
          test::random_cluster_layer(first_seed + static_cast<std::uint64_t>(index), machines);
      if (!make_raw(random)) continue;
      SCOPED_TRACE(random.description);
      const LayerCounters predicted = predict(random);
      const LayerCounters simulated = simulate(random);
      expect_equal_counts(predicted, simulated);
      expect_off_chip_ifmaps(random, predicted, simulated);
      if (HasFailure()) return;
      ++compared;
    }
    if (layers == kLayers) {
      EXPECT_GE(compared, kLeastCompared * kLayers / kBatches);
    }
  }
};

TEST_P(ClusterCostModel, CountsWhatTheThreeMachinesCount) {
  check_counts(50'000, ClusterMachines::kPresets);
}

TEST_P(ClusterCostModel, CountsWhatRandomMachinesCount) {
  check_counts(60'000, ClusterMachines::kAny);
}

INSTANTIATE_TEST_SUITE_P(Batch, ClusterCostModel, testing::Range(0, kBatches));

/// How far predicted cycles are from simulated ones on one of the three machines, of layers whose
/// mappings, unlike those that are searched for, are cut unevenly more often than not.
struct Accuracy {
  std::uint64_t machine;  ///< as the seed of a random layer chooses it
  double mean;
  double most;     ///< of 95 % of the layers
  double lowest;   ///< of any
  double highest;  ///< same
};

class ClusterCostCycles : public testing::TestWithParam<Accuracy> {};

TEST_P(ClusterCostCycles, AreAsFarFromTheSimulatedOnesAsStated) {
  constexpr int kMachines = 3;
  const Accuracy& accuracy = GetParam();
  const int layers = test::property_layers(kLayers);
  std::vector<double> errors;
  for (int index = 0; index < layers / kMachines; ++index) {
    auto random = test::random_cluster_layer(
        70'002 + accuracy.machine + kMachines * static_cast<std::uint64_t>(index),
        ClusterMachines::kPresets);
    if (!make_raw(random)) continue;
    SCOPED_TRACE(random.description);
    const auto predicted = static_cast<double>(predict(random).total_cycles);
    const auto simulated = static_cast<double>(simulate(random).total_cycles);
    const double error = predicted / simulated - 1;
    EXPECT_GE(error, accuracy.lowest) << predicted << " predicted, " << simulated << " simulated";
    EXPECT_LE(error, accuracy.highest) << predicted << " predicted, " << simulated << " simulated";
    errors.push_back(std::abs(error));
  }
  if (layers < kLayers) return;  // too few for a mean
  const auto size = static_cast<double>(errors.size());
  ASSERT_GE(size, kLeastCompared * kLayers / kMachines);
  EXPECT_LE(std::accumulate(errors.begin(), errors.end(), 0.0) / size, accuracy.mean);
  std::sort(errors.begin(), errors.end());
  EXPECT_LE(errors[static_cast<std::size_t>(0.95 * (size - 1))], accuracy.most);
}

INSTANTIATE_TEST_SUITE_P(EyerissV2, ClusterCostCycles,
                         testing::Values(Accuracy{0, 0.12, 0.40, -0.50, 1.5}));
INSTANTIATE_TEST_SUITE_P(EyerissV15, ClusterCostCycles,
                         testing::Values(Accuracy{1, 0.08, 0.30, -0.50, 0.8}));
/// Its one router of weights serves all blocks of a chain.
INSTANTIATE_TEST_SUITE_P(EyerissV1, ClusterCostCycles,
                         testing::Values(Accuracy{2, 0.17, 0.6, -0.45, 1.5}));

}  // namespace
}  // namespace eyeriss
