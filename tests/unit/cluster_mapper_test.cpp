// SPDX-License-Identifier: Apache-2.0
#include "sim/cluster_mapper/cluster_mapper.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "hw/cluster/cluster_sources.h"
#include "hw/codec/csc.h"
#include "hw/mapping/pass_sequence.h"
#include "hw/mapping/placement.h"
#include "sim/cluster_mapper/cluster_bound.h"
#include "sim/cluster_mapper/cluster_cost.h"
#include "sim/cluster_mapper/cluster_legality.h"
#include "sim/cluster_mapper/cluster_space.h"
#include "sim/cluster_mapper/expected_counts.h"
#include "sim/cluster_mapper/stream_counts.h"
#include "sim/cluster_mapper/weight_need.h"
#include "sim/energy/energy_actions.h"
#include "sim/energy/energy_model.h"
#include "sim/input/configured_layer.h"
#include "sim/input/workload_reader.h"
#include "tests/support/cluster_machines.h"
#include "tests/support/cluster_mapping_cases.h"

namespace eyeriss::sim {
namespace {

using hw::ClusterArchitecture;
using hw::Coding;
using noc::MeshMode;
using test::even_table;
using test::eyeriss_v1_192;
using test::eyeriss_v1_5;
using test::eyeriss_v2;
using test::machines;
using test::random_weights;
using test::raw_layer;
using test::square;

class EveryLayer : public ::testing::TestWithParam<ClusterArchitecture> {};

TEST_P(EveryLayer, HasALegalMapping) {
  const ClusterArchitecture& machine = GetParam();
  const EnergyTable table = even_table();
  ClusterMapper mapper(machine, table, Objective::kLatency);
  int layers = 0;
  for (const auto& entry : std::filesystem::directory_iterator(EYERISS_SOURCE_DIR "/workloads")) {
    if (entry.path().extension() != ".json") continue;
    const Workload workload =
        read_workload(entry.path(), {machine.name, MachineFamily::kClusters}, 1);
    for (const WorkloadLayer& source : workload.layers) {
      SCOPED_TRACE(fmt::format("{} {}", workload.name, source.name));
      hw::Layer layer = configured_layer(machine, source, {});
      std::vector<std::int16_t> weights;
      if (layer.weights_coding == Coding::kCsc) {
        // Large tensors take long, and are not of another kind.
        if (source.op == Op::kGemm && layer.shape.C > 5000) continue;
        weights = random_weights(layer.shape, source.weights.zeros, 1);
      }
      const ZeroFractions zeros{source.ifmap.zeros, source.weights.zeros, 0.5};
      const SearchResult result = mapper.find(layer, zeros, weights);
      layer.mapping = result.best.front().mapping;
      EXPECT_NO_THROW(check_cluster_mapping(machine, layer, weights));
      EXPECT_GT(result.best.front().counters.total_cycles, 0);
      ++layers;
    }
  }
  EXPECT_GT(layers, 300);
  EXPECT_LT(mapper.searches(), layers);
}

INSTANTIATE_TEST_SUITE_P(ClusterMapper, EveryLayer, ::testing::ValuesIn(machines()),
                         [](const auto& machine) {
                           std::string name = machine.param.name;
                           std::erase_if(name, [](char c) { return c == '.' || c == '-'; });
                           return name;
                         });

/// All that the search looks at is legal, not only what it takes.
TEST(ClusterSpace, HoldsLegalMappings) {
  std::mt19937 random(17);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  int checked = 0;
  for (int i = 0; i < 60; ++i) {
    const ClusterArchitecture machine = machines()[static_cast<std::size_t>(i % 3)];
    hw::LayerShape shape = square(pick(1, 40), pick(12, 60), pick(1, 70), pick(1, 5), pick(1, 4));
    shape.N = pick(1, 3);
    if (i % 4 == 3) {
      shape.groups = pick(2, 30);
      shape.C *= shape.groups;
      shape.M *= shape.groups;
    }
    hw::Layer layer = raw_layer(shape);
    if (machine.pe.is_sparse && i % 2 == 0) layer.ifmap_coding = Coding::kCsc;
    const auto fits = [&](int p, int q) {
      hw::Mapping mapping = layer.mapping;
      mapping.p = p;
      mapping.q = q;
      return raw_weight_words(shape, mapping, machine.pe.macs_per_cycle) <= machine.pe.weight_words;
    };
    int seen = 0;
    for_each_chunks(machine, shape, fits, [&](const hw::Mapping& chunks) {
      if (seen++ % 97 != 0) return;
      StreamCounter streams(machine, shape, chunks);
      for_each_tiles(machine, layer, chunks, streams, [&](const hw::Mapping& mapping) {
        hw::Layer mapped = layer;
        mapped.mapping = mapping;
        EXPECT_NO_THROW(check_cluster_mapping(machine, mapped, {}));
        ++checked;
      });
    });
    EXPECT_GT(seen, 0);
  }
  EXPECT_GT(checked, 1000);
}

/// No mapping that was looked at is cheaper than what chunks cost at least.
TEST(ClusterSpace, NoneIsBelowItsBound) {
  const EnergyTable table = even_table();
  const hw::Layer layer = raw_layer(square(24, 15, 40, 3));
  for (const ClusterArchitecture& machine : machines()) {
    const PeWork work(machine, layer, {});
    const ClusterBound bound(machine, layer.shape, work);
    const ClusterCost cost(machine, layer.shape, work);
    const auto fits = [](int p, int q) { return p <= 8 && q <= 4; };
    const auto rated = [&](const hw::LayerCounters& counters) {
      return RatedMapping{{}, counters, energy(table, machine, counters)};
    };
    int seen = 0;
    for_each_chunks(machine, layer.shape, fits, [&](const hw::Mapping& chunks) {
      if (seen++ % 7 != 0) return;
      const hw::LayerCounters least = bound.least(chunks);
      StreamCounter streams(machine, layer.shape, chunks);
      for_each_tiles(machine, layer, chunks, streams, [&](const hw::Mapping& mapping) {
        const hw::LayerCounters counters = cost.predict(mapping, streams, false);
        EXPECT_GE(counters.total_cycles, least.total_cycles);
        EXPECT_GE(counters.pe_mapped_cycles, least.pe_mapped_cycles);
        EXPECT_GE(rating(Objective::kEnergy, rated(counters)),
                  rating(Objective::kEnergy, rated(least)));
      });
    });
  }
}

TEST(ClusterMapper, UsesTheArrayWell) {
  const EnergyTable table = even_table();
  const hw::Layer layer = raw_layer(square(256, 15, 384, 3));
  ClusterMapper mapper(eyeriss_v1_5(), table, Objective::kLatency);
  const RatedMapping best = mapper.find(layer, {}, {}).best.front();
  const auto cycles = static_cast<double>(best.counters.total_cycles);
  EXPECT_GT(static_cast<double>(layer.shape.macs()) / (cycles * 192), 0.8);
  EXPECT_EQ(mapper
                .rate(
                    [&] {
                      hw::Layer mapped = layer;
                      mapped.mapping = best.mapping;
                      return mapped;
                    }(),
                    {})
                .counters.total_cycles,
            best.counters.total_cycles);
}

TEST(ClusterMapper, GivesAsManyAsAskedFor) {
  const EnergyTable table = even_table();
  const hw::Layer layer = raw_layer(square(16, 12, 16, 3));
  ClusterMapper mapper(eyeriss_v2(), table, Objective::kEnergyDelayProduct, 80);
  const SearchResult result = mapper.find(layer, {}, {});
  ASSERT_EQ(result.best.size(), 80U);
  for (std::size_t i = 1; i < result.best.size(); ++i) {
    EXPECT_LE(rating(Objective::kEnergyDelayProduct, result.best[i - 1]),
              rating(Objective::kEnergyDelayProduct, result.best[i]));
  }
}

/// Weights of one layer fit where zeros are spread evenly; those of another with the same fraction
/// of zeros have them all in the first filters.
TEST(ClusterMapper, LooksAtEachLayersOwnWeights) {
  const EnergyTable table = even_table();
  ClusterArchitecture machine = eyeriss_v2();
  machine.pe.overlaps_accumulation = false;  // so that p is large
  hw::Layer layer = raw_layer(square(32, 8, 128, 3));
  layer.ifmap_coding = layer.weights_coding = Coding::kCsc;
  const ZeroFractions zeros{.ifmap = 0.5, .weights = 0.75, .ofmap = 0.5};
  const auto even = random_weights(layer.shape, zeros.weights, 4);
  auto uneven = std::vector<std::int16_t>(even.size(), 0);
  std::fill(uneven.begin(), uneven.begin() + std::ssize(uneven) / 4, std::int16_t{1});
  ClusterMapper mapper(machine, table, Objective::kLatency);
  layer.mapping = mapper.find(layer, zeros, even).best.front().mapping;
  EXPECT_NO_THROW(check_cluster_mapping(machine, layer, even));
  EXPECT_THROW(check_cluster_mapping(machine, layer, uneven), MappingError);
  layer.mapping = mapper.find(layer, zeros, uneven).best.front().mapping;
  EXPECT_NO_THROW(check_cluster_mapping(machine, layer, uneven));
}

TEST(ClusterMapper, SaysWhyALayerHasNoMapping) {
  const EnergyTable table = even_table();
  ClusterMapper mapper(eyeriss_v1_192(), table, Objective::kEnergy);
  try {
    mapper.find(raw_layer(square(1, 20, 1, 13)), {}, {});
    FAIL() << "a kernel of 13 columns has a mapping";
  } catch (const MappingError& error) {
    EXPECT_EQ(error.key(), "kernel_shape");
    EXPECT_STREQ(error.what(),
                 "segments of a window = 13 exceed the iact address spad (at most 12)");
  }
}

}  // namespace
}  // namespace eyeriss::sim
