// SPDX-License-Identifier: Apache-2.0
// Random layers: every output equals the golden model's, and the counters balance.
#include <gtest/gtest.h>

#include <algorithm>

#include "hw/ceil_div.h"
#include "sim/golden/golden_model.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/link_traffic.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

/// Ifmap rows (columns) that the tiles of an ofmap dimension use, those of each tile summed.
std::int64_t used(int extent, int tile, int kernel, int stride) {
  std::int64_t sum = 0;
  for (int first = 0; first < extent; first += tile)
    sum += kernel + (std::min(tile, extent - first) - 1) * std::min(kernel, stride);
  return sum;
}

/// Parts of at most `part` things into which tiles of at most `tile` fall.
std::int64_t parts(int extent, int tile, int part) {
  std::int64_t sum = 0;
  for (int first = 0; first < extent; first += tile)
    sum += ceil_div(std::min(tile, extent - first), part);
  return sum;
}

/// What arithmetic and mapping alone say about the counts.
void expect_balance(const hw::Layer& layer, const hw::LayerCounters& c, int pes) {
  const hw::LayerShape& s = layer.shape;
  const hw::Mapping& m = layer.mapping;
  const std::int64_t outputs = std::int64_t{s.N} * s.M * s.E() * s.F();
  const std::int64_t channel_passes = ceil_div(s.channels_per_group(), m.q * m.r);
  const auto equal = [](std::uint64_t counted, std::int64_t expected) {
    EXPECT_EQ(counted, static_cast<std::uint64_t>(expected));
  };

  equal(c.macs_active + c.macs_gated, s.macs());
  equal(c.pe_mac_cycles, s.macs());

  // Each output's psum goes to the array and comes back once per channel pass; within the array
  // it passes every filter row of every channel, q channels at a time in a PE.
  equal(c.glb_psum_read, outputs * channel_passes);
  equal(c.glb_psum_written, outputs * channel_passes);
  equal(c.glb_psum_drained, outputs);
  equal(c.psum_additions, outputs * ceil_div(s.channels_per_group(), m.q) * s.R);
  equal(c.pe_accumulate_cycles, static_cast<std::int64_t>(c.psum_additions));
  EXPECT_EQ(c.psum_in_network.words, c.psum_in_network.deliveries);
  EXPECT_EQ(c.psum_in_network.words, c.psum_out_network.words);
  EXPECT_EQ(c.local_links.words, c.local_links.deliveries);

  // A filter goes to the array once for each image tile, strip and column tile, and there into
  // the PEs of its row, one for each ofmap row of the strip.
  const std::int64_t weights = std::int64_t{s.M} * s.channels_per_group() * s.R * s.S;
  const std::int64_t image_column_tiles = ceil_div(s.N, m.n) * ceil_div(s.F(), m.f);
  equal(c.glb_filter_read, weights * image_column_tiles * ceil_div(s.E(), m.e));
  equal(c.filter_spad.writes, weights * image_column_tiles * s.E());

  // An ifmap word goes to the array once for each pass that works on other filters, if any
  // window of the tile uses it, and there into the PEs on its diagonal.
  const std::int64_t columns = used(s.F(), m.f, s.S, s.stride_w);
  const std::int64_t rows = used(s.E(), m.e, s.R, s.stride_h);
  const std::int64_t planes = std::int64_t{s.N} * s.C;
  const int filters = s.filters_per_group();
  equal(c.glb_ifmap_read, planes * columns * rows * parts(filters, m.m, m.p * m.t));
  equal(c.ifmap_network.deliveries, planes * columns * s.R * s.E() * parts(filters, m.m, m.p));

  // Every word that leaves the GLB is on a network, every word delivered ends in a spad.
  EXPECT_EQ(c.glb_ifmap_read, c.ifmap_network.words);
  EXPECT_EQ(c.ifmap_network.deliveries, c.ifmap_spad.writes);
  EXPECT_EQ(c.glb_filter_read, c.glb_filter_filled);
  EXPECT_EQ(c.ifmap_spad.reads, c.pe_mac_cycles);
  EXPECT_EQ(c.filter_spad.reads, c.macs_active);
  EXPECT_EQ(c.psum_spad.reads, c.macs_active + c.psum_additions);
  EXPECT_EQ(c.psum_spad.writes, c.macs_active);

  // Off chip: raw words are what the GLB took and gave.
  EXPECT_EQ(c.raw_words, c.glb_ifmap_filled + c.glb_filter_filled + c.glb_psum_drained);

  // No PE does more than one thing in a cycle.
  EXPECT_LE(c.pe_mac_cycles + c.pe_accumulate_cycles + c.pe_wait_filter_cycles +
                c.pe_wait_ifmap_cycles + c.pe_wait_psum_in_cycles + c.pe_wait_psum_out_cycles,
            static_cast<std::uint64_t>(c.total_cycles) * c.active_pes);
  EXPECT_LE(c.pe_mac_cycles + c.pe_accumulate_cycles,
            static_cast<std::uint64_t>(c.pe_mapped_cycles));
  EXPECT_LE(static_cast<std::uint64_t>(c.pe_mapped_cycles),
            static_cast<std::uint64_t>(c.total_cycles) * c.active_pes);
  EXPECT_LE(c.active_pes, static_cast<std::uint64_t>(pes));
  EXPECT_GT(c.processing_cycles(), 0);
  EXPECT_LT(c.processing_cycles(), c.total_cycles);
}

/// Every word that crosses the link is one that the tensors, the mapping and the formats account
/// for, and none is missing.
void expect_link_traffic(const test::RandomLayer& random, const sim::SimulatedLayer& result) {
  const test::LinkTraffic traffic = test::link_traffic(random.layer, random.tensors, result.ofmap,
                                                       random.architecture.filters_per_word());
  EXPECT_EQ(static_cast<std::int64_t>(result.counters.link_words_read), traffic.words_read);
  EXPECT_EQ(static_cast<std::int64_t>(result.counters.link_words_written), traffic.words_written);
  EXPECT_EQ(static_cast<std::int64_t>(result.counters.raw_words), traffic.raw_words);
}

/// One batch of the random layers: batches are separate tests so that they run side by side.
class RandomLayers : public testing::TestWithParam<int> {};

constexpr int kBatches = 10;

TEST_P(RandomLayers, EqualTheGoldenModelAndBalance) {
  const int layers = test::property_layers(600);
  for (int index = GetParam(); index < layers; index += kBatches) {
    const test::TempDir directory;
    const auto random = test::random_layer(1000 + static_cast<std::uint64_t>(index), directory);
    SCOPED_TRACE(random.description);
    const auto result =
        test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
    ASSERT_EQ(result.ofmap,
              sim::golden_ofmap(random.layer, random.tensors, sim::MachineFamily::kFlat));
    expect_balance(random.layer, result.counters, random.architecture.pes());
    expect_link_traffic(random, result);
    if (testing::Test::HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Batch, RandomLayers, testing::Range(0, kBatches));

}  // namespace
}  // namespace eyeriss
