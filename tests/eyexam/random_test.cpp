// SPDX-License-Identifier: Apache-2.0
// Random layers on both families: bounds are bounds, and the last step is what was simulated.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/cluster/cluster_placement.h"
#include "hw/mapping/pass_sequence.h"
#include "hw/mapping/placement.h"
#include "sim/eyexam/eyexam.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

/// Part number `index` of those of `size` that `all` is cut into.
int part(int all, int index, int size) { return std::clamp(all - index * size, 0, size); }

/// Cycles of MACs of the PE that has most, pass by pass and PE by PE.
template <typename Site>
std::int64_t busiest_pe(const hw::Layer& layer, const std::vector<Site>& sites, int macs_per_pe) {
  const hw::Mapping& m = layer.mapping;
  std::vector<std::int64_t> cycles(sites.size());
  hw::PassSequence sequence(layer.shape, m);
  while (const auto pass = sequence.next()) {
    const std::int64_t windows = std::int64_t{pass->images.count} * pass->ofmap_columns.count;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      const Site& site = sites[i];
      if (site.group >= pass->groups.count || site.ofmap_row >= pass->ofmap_rows.count) continue;
      const int filters = part(pass->filters.count, site.filter_set, m.p);
      const int channels = part(pass->channels.count, site.channel_set, m.q);
      cycles[i] += windows * channels * layer.shape.S * ceil_div(filters, macs_per_pe);
    }
  }
  return *std::max_element(cycles.begin(), cycles.end());
}

struct Machine {
  double pes;
  int macs_per_pe;
};

/// @param busiest_pe as above; 0: PEs skip zeros
void expect_bounds(const sim::Eyexam& eyexam, const hw::Layer& layer, const Machine& machine,
                   const hw::LayerCounters& counters, std::int64_t busiest_pe) {
  const double peak = machine.pes * machine.macs_per_pe;
  const auto macs = static_cast<std::int64_t>(counters.macs_active + counters.macs_gated);
  EXPECT_EQ(eyexam.macs, macs);
  EXPECT_EQ(eyexam.peak_macs_per_cycle, peak);
  const auto& steps = eyexam.steps;
  EXPECT_EQ(steps[0].macs_per_cycle, static_cast<double>(macs));
  EXPECT_EQ(steps[6].macs_per_cycle,
            static_cast<double>(macs) / static_cast<double>(counters.total_cycles));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double bound = steps[i].macs_per_cycle;
    EXPECT_TRUE(std::isfinite(bound)) << "step " << i + 1;
    EXPECT_EQ(bound > 0, macs > 0) << "step " << i + 1;
    if (i >= 2) {
      EXPECT_LE(bound, peak) << "step " << i + 1;
    }
    if (i == 0) continue;
    EXPECT_LE(bound, steps[i - 1].macs_per_cycle) << "step " << i + 1;
    // Rounding alone needs no words, nor do several causes that are each less than a tenth of a PE.
    const bool is_of_pes = i >= 2 && i <= 4;
    const double unsaid = is_of_pes ? 0.5 * machine.macs_per_pe : 0;
    if (bound < steps[i - 1].macs_per_cycle * (1 - 1e-6) - unsaid) {
      EXPECT_NE(steps[i].loss, "") << "step " << i + 1;
    }
  }
  if (busiest_pe > 0) {
    EXPECT_DOUBLE_EQ(steps[4].macs_per_cycle,
                     static_cast<double>(macs) / static_cast<double>(busiest_pe));
  } else {
    EXPECT_LE(steps[4].macs_per_cycle,
              static_cast<double>(counters.active_pes) * machine.macs_per_pe);
  }
  for (const sim::Eyexam::Roof& roof : {eyexam.dram, eyexam.glb}) {
    EXPECT_LE(roof.bound_macs_per_cycle, peak);
    EXPECT_GE(roof.bound_macs_per_cycle * (1 + 1e-12), steps[6].macs_per_cycle);
  }
  for (const std::string& word : eyexam.words) EXPECT_EQ(word.rfind(layer.name + ": ", 0), 0U);
}

void check_flat(std::uint64_t seed, const test::TempDir& directory) {
  const auto random = test::random_layer(seed, directory);
  SCOPED_TRACE(random.description);
  const hw::LayerCounters counters =
      test::simulate_isolated(random.architecture, random.layer, random.tensors, {}).counters;
  const hw::Placement placement(random.architecture, random.layer.shape, random.layer.mapping);
  expect_bounds(sim::eyexam(random.architecture, random.layer, counters), random.layer,
                {static_cast<double>(random.architecture.pes()), 1}, counters,
                busiest_pe(random.layer, placement.sites(), 1));
}

void check_clusters(std::uint64_t seed, test::ClusterMachines machines) {
  const auto random = test::random_cluster_layer(seed, machines);
  SCOPED_TRACE(random.description);
  const hw::LayerCounters counters =
      test::simulate_isolated(random.architecture, random.layer, random.tensors, {}).counters;
  const hw::ClusterPlacement placement(random.architecture, random.layer.shape,
                                       random.layer.mapping);
  const int macs = random.architecture.pe.macs_per_cycle;
  expect_bounds(sim::eyexam(random.architecture, random.layer, counters), random.layer,
                {static_cast<double>(random.architecture.pes()), macs}, counters,
                counters.macs_skipped > 0 ? 0 : busiest_pe(random.layer, placement.sites(), macs));
}

/// One batch of the random layers: batches are separate tests so that they run side by side.
class RandomLayers : public testing::TestWithParam<int> {
 protected:
  template <typename Check>
  void check_all(std::uint64_t first_seed, const Check& check) {
    const int layers = test::property_layers(kLayers);
    for (int index = GetParam(); index < layers && !HasFailure(); index += kBatches)
      check(first_seed + static_cast<std::uint64_t>(index));
  }

 public:
  static constexpr int kBatches = 2;
  static constexpr int kLayers = 200;
};

TEST_P(RandomLayers, OnFlatMachines) {
  const test::TempDir directory;
  check_all(60'000, [&](std::uint64_t seed) { check_flat(seed, directory); });
}

TEST_P(RandomLayers, OnPresetsOfClusters) {
  check_all(61'000,
            [](std::uint64_t seed) { check_clusters(seed, test::ClusterMachines::kPresets); });
}

TEST_P(RandomLayers, OnAnyClusters) {
  check_all(62'000, [](std::uint64_t seed) { check_clusters(seed, test::ClusterMachines::kAny); });
}

INSTANTIATE_TEST_SUITE_P(Batch, RandomLayers, testing::Range(0, RandomLayers::kBatches));

}  // namespace
}  // namespace eyeriss
