// SPDX-License-Identifier: Apache-2.0
// What the mapper of machines of clusters counts and expects.
#include "sim/cluster_mapper/cluster_cost.h"

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

// What streams there are, against the sources that the hardware makes.

template <typename Key>
void expect_streams(const StreamCounts& counts,
                    const std::vector<hw::ClusterSources::Source<Key>>& sources) {
  std::int64_t busiest = 0;
  std::int64_t all = 0;
  for (const auto& source : sources) {
    const auto streams = static_cast<std::int64_t>(source.streams.size());
    busiest = std::max(busiest, streams);
    all += streams;
  }
  EXPECT_EQ(counts.busiest, busiest);
  EXPECT_EQ(counts.all(), all);
}

TEST(StreamCounter, CountsWhatTheSourcesStream) {
  std::mt19937 random(5);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  int compared = 0;
  while (compared < 150) {
    const ClusterArchitecture machine = machines()[static_cast<std::size_t>(pick(0, 2))];
    hw::LayerShape shape = square(8, 32, 8, pick(1, 5), pick(1, 3));
    hw::Mapping mapping = raw_layer(shape).mapping;
    mapping.e = pick(1, 20);
    mapping.r = pick(1, 3);
    mapping.g = pick(1, 4);
    mapping.t = pick(1, 6);
    mapping.ifmap_mode = static_cast<MeshMode>(pick(0, 3));
    mapping.filter_mode = static_cast<MeshMode>(pick(0, 1));
    SCOPED_TRACE(fmt::format("{} R{} U{} e{} r{} g{} t{} modes {} {}", machine.name, shape.R,
                             shape.stride_h, mapping.e, mapping.r, mapping.g, mapping.t,
                             static_cast<int>(mapping.ifmap_mode),
                             static_cast<int>(mapping.filter_mode)));
    try {
      const hw::ClusterPlacement placement(machine, shape, mapping);
      const hw::ClusterSources sources(machine, shape, mapping, placement);
      StreamCounter counter(machine, shape, mapping);
      expect_streams(counter.iacts(mapping.ifmap_mode, counter.all_sets()), sources.iacts());
      expect_streams(counter.weights(mapping.filter_mode, counter.all_sets()), sources.weights());
      std::size_t chains = 0;
      for (const auto& router : sources.psums()) chains = std::max(chains, router.chains.size());
      EXPECT_EQ(counter.chains(counter.all_sets()), static_cast<std::int64_t>(chains));
      ++compared;
    } catch (const hw::PlacementError&) {
    }
  }
}

/// A pass with fewer sets is counted like a mapping with as many, where they stand alike.
TEST(StreamCounter, CountsPartialPasses) {
  const hw::LayerShape shape = square(8, 32, 8, 3);
  hw::Mapping mapping = raw_layer(shape).mapping;
  mapping.e = 4;
  mapping.t = 8;
  const ClusterArchitecture machine = eyeriss_v2();
  StreamCounter all(machine, shape, mapping);
  mapping.t = 3;
  StreamCounter some(machine, shape, mapping);
  for (StreamCounter* counter : {&all, &some}) {
    EXPECT_EQ(counter->iacts(MeshMode::kUnicast, some.all_sets()).all(), 3 * 6);
    EXPECT_EQ(counter->weights(MeshMode::kUnicast, some.all_sets()).all(), 3 * 3);
    EXPECT_EQ(counter->iacts(MeshMode::kBroadcast, some.all_sets()).all(), 6);
  }
}

/// Three of eight sets, each of a cluster, stand in clusters (0, 0), (0, 1) and (1, 0).
TEST(StreamCounter, CountsLinksFromTheSourceOn) {
  const hw::LayerShape shape = square(8, 32, 8, 3);
  hw::Mapping mapping = raw_layer(shape).mapping;
  mapping.e = 4;
  mapping.t = 8;
  const ClusterArchitecture machine = eyeriss_v2();
  StreamCounter counter(machine, shape, mapping);
  StreamCounter::Sets three = counter.all_sets();
  three.filter_sets = 3;
  const auto links = [&](MeshMode mode) {
    return counter.iacts(mode, three).of_channels(true).links;
  };
  // Of each of six rows. Sources are in row 2 of 4 and column 1 of 2.
  EXPECT_EQ(links(MeshMode::kUnicast), 0);
  EXPECT_EQ(links(MeshMode::kHorizontal), 6 * (1 + 1));     // (0, 1) to (0, 0); (1, 1) to (1, 0)
  EXPECT_EQ(links(MeshMode::kVertical), 6 * (2 + 2));       // (2, 0) to (0, 0); (2, 1) to (0, 1)
  EXPECT_EQ(links(MeshMode::kBroadcast), 6 * (2 + 1 + 2));  // (2, 1) to (0, 1), (2, 0) to (0, 0)
}

/// Chains of 2 x 3 PEs take two clusters, the first with the last filter row of the middle one of
/// three channel sets, whose rows therefore come from two sources.
TEST(StreamCounter, CountsChannelSetsApart) {
  const hw::LayerShape shape = square(12, 32, 8, 2);
  hw::Mapping mapping = raw_layer(shape).mapping;
  mapping.e = 4;
  mapping.r = 3;
  const ClusterArchitecture machine = eyeriss_v2();
  StreamCounter counter(machine, shape, mapping);
  const StreamCounts iacts = counter.iacts(MeshMode::kUnicast, counter.all_sets());
  EXPECT_EQ(iacts.of_channels(false).streams, 5 + 2 * 4);
  EXPECT_EQ(iacts.of_channels(true).streams, 5);
  const StreamCounts weights = counter.weights(MeshMode::kUnicast, counter.all_sets());
  EXPECT_EQ(weights.sums[1][0].streams, 2 * 2);
  EXPECT_EQ(weights.sums[1][1].streams, 2);
  EXPECT_EQ(weights.all(), 6);
}

// Words that CSC weights need.

int need_by_codec(const hw::LayerShape& shape, const std::vector<std::int16_t>& weights, int macs,
                  int p, int q) {
  const int filters = shape.filters_per_group();
  const int channels = shape.channels_per_group();
  int most = 0;
  for (int group = 0; group < shape.groups; ++group) {
    for (int m = 0; m < filters; m += p) {
      for (int c = 0; c < channels; c += q) {
        for (int j = 0; j < shape.R; ++j) {
          int words = 0;
          for (int channel = c; channel < std::min(c + q, channels); ++channel) {
            for (int s = 0; s < shape.S; ++s) {
              std::vector<std::int16_t> column;
              for (int filter = m; filter < std::min(m + p, filters); ++filter) {
                const int row = ((group * filters + filter) * channels + channel) * shape.R + j;
                column.push_back(weights[static_cast<std::size_t>(row * shape.S + s)]);
              }
              words += (hw::csc_pairs(column) + macs - 1) / macs;
            }
          }
          most = std::max(most, words);
        }
      }
    }
  }
  return most;
}

TEST(WeightNeed, IsWhatTheCodecMakesOfTheFullestPe) {
  hw::LayerShape shape = square(10, 8, 90, 3);
  shape.groups = 2;
  for (const double zeros : {0.0, 0.4, 0.9, 0.97}) {
    const auto weights = random_weights(shape, zeros, 3);
    for (const int macs : {1, 2}) {
      WeightNeed need(shape, weights, macs);
      for (const int p : {1, 7, 20, 32, 45}) {
        for (const int q : {1, 2, 5}) {
          const int expected = need_by_codec(shape, weights, macs, p, q);
          EXPECT_EQ(need.words(p, q), expected) << zeros << ' ' << macs << ' ' << p << ' ' << q;
          EXPECT_TRUE(need.fits(p, q, expected));
          EXPECT_FALSE(need.fits(p, q, expected - 1));
        }
      }
    }
  }
}

/// Against the codec, on many columns.
TEST(ExpectedCounts, FurtherPairsOfLongRuns) {
  for (const double density : {0.02, 0.1, 0.5}) {
    const int columns = 20000;
    const auto weights = random_weights(square(columns, 1, 40, 1), 1 - density, 8);
    double pairs = 0;
    for (int i = 0; i < columns; ++i) {
      pairs += hw::csc_pairs(std::span(weights).subspan(static_cast<std::size_t>(i) * 40, 40));
    }
    EXPECT_NEAR(pair_density(40, density), pairs / (columns * 40), 0.01 * density) << density;
  }
}

TEST(WeightNeed, IsSeldomMoreThanLikely) {
  const hw::LayerShape shape = square(64, 8, 128, 3);
  for (const double zeros : {0.3, 0.6, 0.8}) {
    const double likely = likely_weight_need(shape, zeros, 2, 24, 4);
    EXPECT_LE(WeightNeed(shape, random_weights(shape, zeros, 9), 2).words(24, 4), likely);
    EXPECT_GT(likely, (1 - zeros) * 24 / 2 * 12);  // the mean, did no word stay half empty
  }
}

// Costs.

hw::LayerCounters predicted(const ClusterArchitecture& machine, const hw::Layer& layer,
                            const ZeroFractions& zeros = {}) {
  StreamCounter streams(machine, layer.shape, layer.mapping);
  const PeWork work(machine, layer, zeros);
  return ClusterCost(machine, layer.shape, work).predict(layer.mapping, streams, false);
}

/// One PE and one pass: 4 filters of 4 channels and 1 x 1, ten windows.
TEST(ClusterCost, OfOnePe) {
  hw::LayerShape shape = square(4, 1, 4, 1);
  shape.W = 10;
  hw::Layer layer = raw_layer(shape);
  layer.mapping.m = layer.mapping.p = layer.mapping.q = 4;
  layer.mapping.f = 10;
  const hw::LayerCounters counters = predicted(eyeriss_v1_5(), layer);
  EXPECT_EQ(counters.passes, 1U);
  EXPECT_EQ(counters.active_pes, 1U);
  EXPECT_EQ(counters.macs_active, 160U);
  EXPECT_EQ(counters.pe_mac_cycles, 160U);
  EXPECT_EQ(counters.pe_accumulate_cycles, 40U);
  EXPECT_EQ(counters.filter_network.words, 6U);  // 16 values, 3 a word
  EXPECT_EQ(counters.ifmap_network.words, 20U);  // segments of 4 values, 3 a word
  EXPECT_EQ(counters.ifmap_network.deliveries, 20U);
  EXPECT_EQ(counters.psum_in_network.words, 20U);  // 4 psums, 2 a word
  EXPECT_EQ(counters.psum_out_network.words, 20U);
  EXPECT_EQ(counters.local_links.words, 0U);
  EXPECT_EQ(counters.glb_psum_read, 0U);
  EXPECT_EQ(counters.off_chip_ifmap_bits, 40U * 8);
  EXPECT_EQ(counters.off_chip_filter_bits, 16U * 8);
  EXPECT_EQ(counters.off_chip_ofmap_bits, 40U * 8);
  // Weights: a write per value, one cycle to be seen and a stage. Ten windows of 16 MACs, nine
  // times with 4 additions behind. Then the last psum word: two additions, and two cycles on its
  // way.
  EXPECT_EQ(counters.total_cycles, (16 + 1 + 1) + 10 * 16 + 9 * 4 + (2 + 2));
}

/// FC layers are as fast as the weights get into the spads.
TEST(ClusterCost, OfAStreamOfWeights) {
  hw::Layer layer = raw_layer(square(4608, 1, 512, 1));
  layer.mapping.m = 512;
  layer.mapping.p = 8;
  layer.mapping.q = 12;
  layer.mapping.r = 3;
  layer.mapping.t = 64;
  layer.mapping.ifmap_mode = MeshMode::kBroadcast;
  const hw::LayerCounters counters = predicted(eyeriss_v2(), layer);
  const double words = 4608.0 * 512 / 3;
  EXPECT_EQ(counters.active_pes, 192U);
  EXPECT_EQ(counters.filter_network.words, words);
  // Behind each of 48 routers spads are written, two weights a cycle; of the 32 words of a block
  // FIFOs take four at once.
  const double cycles = words / 32 / 48 * (4 + 28 * 1.5);
  EXPECT_NEAR(static_cast<double>(counters.total_cycles), cycles, cycles * 0.01);
  EXPECT_EQ(counters.off_chip_ifmap_bits, 4608U * 8);
}

TEST(ClusterCost, SparseWindowsTakeTheirNonZeros) {
  hw::LayerShape shape = square(8, 18, 32, 3);
  hw::Layer layer = raw_layer(shape);
  layer.ifmap_coding = layer.weights_coding = Coding::kCsc;
  layer.mapping.m = layer.mapping.p = 32;
  layer.mapping.q = 4;
  layer.mapping.f = 16;
  layer.mapping.e = 16;
  const auto macs = static_cast<double>(shape.macs());
  for (const double zeros : {0.0, 0.25, 0.5}) {
    const hw::LayerCounters counters =
        predicted(eyeriss_v2(), layer, {.ifmap = zeros, .weights = zeros});
    const double density = 1 - zeros;
    EXPECT_NEAR(static_cast<double>(counters.macs_active), macs * density * density, 1);
    // Two a cycle, but columns with an odd number leave half a cycle: a quarter of one, in the
    // mean, is lost twice, as half of the numbers are odd.
    const double iacts = macs / 32 * density;
    const double cycles = zeros == 0 ? 16 : 32 * density / 2 + 0.25;
    EXPECT_NEAR(static_cast<double>(counters.pe_mac_cycles), iacts * cycles, iacts * 0.001);
    EXPECT_EQ(counters.macs_active + counters.macs_gated + counters.macs_skipped,
              static_cast<std::uint64_t>(shape.macs()));
  }
}

TEST(ClusterCost, PassesAreThoseOfTheSequence) {
  const hw::LayerShape shape = square(10, 15, 30, 3);
  hw::Layer layer = raw_layer(shape);
  layer.mapping = {.m = 12, .n = 1, .e = 5, .f = 6, .g = 1, .p = 4, .q = 3, .r = 2, .t = 3};
  std::uint64_t weights = 0;
  hw::PassSequence sequence(shape, layer.mapping);
  while (const auto pass = sequence.next()) {
    weights += static_cast<std::uint64_t>(pass->filters.count * pass->channels.count * 9);
  }
  // A set is wider than a cluster; both its clusters take the same words.
  layer.mapping.filter_mode = MeshMode::kHorizontal;
  const hw::LayerCounters counters = predicted(eyeriss_v2(), layer);
  EXPECT_EQ(counters.passes, static_cast<std::uint64_t>(sequence.passes()));
  EXPECT_EQ(counters.off_chip_filter_bits, weights * 8);
}

TEST(ClusterCost, MemoryBoundsTheLatency) {
  hw::Layer layer = raw_layer(square(64, 16, 64, 1));
  ClusterArchitecture machine = eyeriss_v1_5();
  machine.dram = test::ideal_dram(100, 10, 64, 1.0);  // half a byte a core cycle
  const hw::LayerCounters counters = predicted(machine, layer);
  const auto bits = static_cast<double>(
      counters.off_chip_ifmap_bits + counters.off_chip_filter_bits + counters.off_chip_ofmap_bits);
  const auto cycles = static_cast<double>(counters.total_cycles);
  EXPECT_GE(cycles, bits / 4 + 20);
  EXPECT_LT(static_cast<double>(predicted(eyeriss_v1_5(), layer).total_cycles), cycles);
}

// Searches.

}  // namespace
}  // namespace eyeriss::sim
