// SPDX-License-Identifier: Apache-2.0
// Random layers on machines of clusters: every output equals the golden model's, and the counters
// balance.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "hw/ceil_div.h"
#include "hw/codec/csc.h"
#include "hw/mapping/pass_sequence.h"
#include "sim/energy/machine_family.h"
#include "sim/golden/golden_model.h"
#include "tests/support/cluster_traffic.h"
#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"

namespace eyeriss {
namespace {

using test::RandomClusterLayer;

/// Sum of `of(size)` over the parts of at most `part` into which tiles of at most `tile` fall.
std::int64_t over_parts(int extent, int tile, int part,
                        const std::function<std::int64_t(int)>& of) {
  std::int64_t sum = 0;
  for (int first = 0; first < extent; first += tile) {
    const int end = std::min(extent, first + tile);
    for (int from = first; from < end; from += part) sum += of(std::min(part, end - from));
  }
  return sum;
}

/// MACs whose two operands both satisfy a condition.
std::int64_t count_macs(const RandomClusterLayer& random, bool with_zero_weights) {
  const hw::LayerShape& s = random.layer.shape;
  const auto& [ifmap, weights, bias] = random.tensors;
  std::int64_t count = 0;
  for (int n = 0; n < s.N; ++n)
    for (int m = 0; m < s.M; ++m)
      for (int e = 0; e < s.E(); ++e)
        for (int f = 0; f < s.F(); ++f)
          for (int c = 0; c < s.channels_per_group(); ++c)
            for (int r = 0; r < s.R; ++r)
              for (int k = 0; k < s.S; ++k) {
                const int h = e * s.stride_h + r - s.pad_top;
                const int w = f * s.stride_w + k - s.pad_left;
                if (h < 0 || h >= s.H || w < 0 || w >= s.W) continue;
                const int channel = m / s.filters_per_group() * s.channels_per_group() + c;
                const auto i = static_cast<std::size_t>(
                    ((std::int64_t{n} * s.C + channel) * s.H + h) * s.W + w);
                const auto j = static_cast<std::size_t>(
                    ((std::int64_t{m} * s.channels_per_group() + c) * s.R + r) * s.S + k);
                if (ifmap[i] != 0 && (with_zero_weights || weights[j] != 0)) ++count;
              }
  return count;
}

void expect_equal(std::uint64_t counted, std::int64_t expected, const char* what) {
  EXPECT_EQ(counted, static_cast<std::uint64_t>(expected)) << what;
}

void expect_macs(const RandomClusterLayer& random, const hw::LayerCounters& c) {
  const hw::LayerShape& s = random.layer.shape;
  const bool raw_iacts = random.layer.ifmap_coding == hw::Coding::kRaw;
  const bool raw_weights = random.layer.weights_coding == hw::Coding::kRaw;
  expect_equal(c.macs_active + c.macs_gated + c.macs_skipped, s.macs(), "MACs");
  expect_equal(c.macs_active, count_macs(random, raw_weights), "active MACs");
  if (raw_iacts && raw_weights) {
    EXPECT_EQ(c.macs_skipped, 0u);
  }
  // Longer columns may have further pairs of long runs of zeros, which are gated.
  if (!raw_iacts && (raw_weights || random.layer.mapping.p <= hw::kCscMaxCount + 1)) {
    EXPECT_EQ(c.macs_gated, 0u);
  }
  expect_equal(c.macs_active + c.macs_gated + c.idle_simd_slots,
               static_cast<std::int64_t>(c.pe_mac_cycles) * random.architecture.pe.macs_per_cycle,
               "slots");
}

/// What the shape of layer and mapping alone say.
void expect_balance(const RandomClusterLayer& random, const hw::LayerCounters& c) {
  const hw::LayerShape& s = random.layer.shape;
  const hw::Mapping& m = random.layer.mapping;
  const auto& machine = random.architecture;
  const int filters = s.filters_per_group();
  const auto over_filters = [&](const std::function<std::int64_t(int)>& of) {
    return over_parts(filters, m.m, m.p, of);
  };
  const std::int64_t filter_parts = over_filters([](int) { return 1; });
  const std::int64_t outputs = std::int64_t{s.N} * s.M * s.E() * s.F();
  const std::int64_t windows = std::int64_t{s.N} * s.groups * s.E() * s.F();
  const std::int64_t channel_parts = ceil_div(s.channels_per_group(), m.q);
  const std::int64_t channel_passes = ceil_div(s.channels_per_group(), m.q * m.r);

  expect_equal(c.passes, hw::PassSequence(s, m).passes(), "passes");

  // Each output's psum goes through the array once per channel pass, all but the first time from
  // the GLB; within the array it passes every filter row of every channel, q channels at a time.
  const std::int64_t psum_words =
      over_filters([&](int part) { return ceil_div(part, machine.noc.psum.values); });
  expect_equal(c.psum_in_network.words, windows * channel_passes * psum_words, "psums in");
  EXPECT_EQ(c.psum_in_network.words, c.psum_out_network.words);
  expect_equal(c.psum_out_network.words + c.local_links.words,
               windows * channel_parts * s.R * psum_words, "psum words");
  EXPECT_EQ(c.local_links.words, c.local_links.deliveries);
  expect_equal(c.psum_additions, outputs * channel_parts * s.R, "psum additions");
  expect_equal(c.glb_psum_written, outputs * (channel_passes - 1), "psums kept");
  EXPECT_EQ(c.glb_psum_read, c.glb_psum_written);
  EXPECT_EQ(c.psum_spad.reads, c.macs_active);
  EXPECT_EQ(c.psum_spad.writes, c.macs_active);

  // Segments of iacts go to each PE for each window that begins with them, and those that the
  // last window of a tile needs beyond.
  const int columns = std::min(s.S, s.stride_w);
  const std::int64_t tiles = ceil_div(s.F(), m.f);
  const std::int64_t segments = s.F() + tiles * (ceil_div(s.S, columns) - 1);
  const std::int64_t values = s.F() * std::int64_t{columns} + tiles * (s.S - columns);
  const std::int64_t rows = std::int64_t{s.N} * s.R * s.E() * filter_parts;
  if (random.layer.ifmap_coding == hw::Coding::kRaw) {
    expect_equal(c.ifmap_spad.writes, values * s.C * rows, "iacts in spads");
    EXPECT_EQ(c.iact_address_spad.writes, 0u);
    EXPECT_EQ(c.iact_address_spad.reads, 0u);
  } else {
    EXPECT_LE(c.ifmap_spad.writes, static_cast<std::uint64_t>(values * s.C * rows));
    expect_equal(c.iact_address_spad.writes, segments * s.groups * channel_parts * rows,
                 "iact segments in spads");
    expect_equal(c.iact_address_spad.reads,
                 (ceil_div(s.S, columns) + 1) * s.F() * s.groups * channel_parts * rows,
                 "addresses of the windows' segments and of their ends");
  }

  // Weights go to each PE once per image tile, strip and column tile.
  const std::int64_t loads = std::int64_t{s.C} * s.R * s.S * s.E() * ceil_div(s.N, m.n) * tiles;
  if (random.layer.weights_coding == hw::Coding::kRaw) {
    expect_equal(c.filter_spad.writes, loads * over_filters([&](int part) {
                                         return ceil_div(part, machine.pe.macs_per_cycle);
                                       }),
                 "words in weight spads");
    EXPECT_EQ(c.weight_address_spad.writes, 0u);
  } else {
    expect_equal(c.weight_address_spad.writes, loads * filter_parts, "columns in weight spads");
  }

  if (m.ifmap_mode == noc::MeshMode::kUnicast) {
    EXPECT_EQ(c.iact_hops, 0u);
  }
  if (m.filter_mode == noc::MeshMode::kUnicast) {
    EXPECT_EQ(c.weight_hops, 0u);
  }
}

/// Iacts that a window looks at.
std::int64_t touched_iacts(const hw::LayerShape& s) {
  const auto touched = [](int outputs, int kernel, int stride, int padding, int size) {
    std::int64_t count = 0;
    for (int at = 0; at < size; ++at) {
      bool is_touched = false;
      for (int i = 0; i < outputs; ++i) {
        const int in_kernel = at + padding - i * stride;
        is_touched |= in_kernel >= 0 && in_kernel < kernel;
      }
      if (is_touched) ++count;
    }
    return count;
  };
  return std::int64_t{s.N} * s.C * touched(s.E(), s.R, s.stride_h, s.pad_top, s.H) *
         touched(s.F(), s.S, s.stride_w, s.pad_left, s.W);
}

/// Words and hops of iacts and weights, and what of them comes onto the chip.
void expect_traffic(const RandomClusterLayer& random, const hw::LayerCounters& c) {
  const auto [iacts, weights] =
      test::count_cluster_traffic(random.architecture, random.layer, random.tensors);
  expect_equal(c.ifmap_network.words, iacts.words, "iact words");
  expect_equal(c.ifmap_network.deliveries, iacts.deliveries, "iact deliveries");
  expect_equal(c.iact_hops, iacts.hops, "iact hops");
  expect_equal(c.glb_ifmap_read, iacts.words, "iact words read");
  expect_equal(c.glb_ifmap_filled, iacts.fills, "iact words filled");
  expect_equal(c.off_chip_ifmap_bits, iacts.bits, "ifmap bits");
  expect_equal(c.filter_network.words, weights.words, "weight words");
  expect_equal(c.filter_network.deliveries, weights.deliveries, "weight deliveries");
  expect_equal(c.weight_hops, weights.hops, "weight hops");
  expect_equal(c.off_chip_filter_bits, weights.bits, "filter bits");

  const hw::LayerShape& s = random.layer.shape;
  const hw::Mapping& m = random.layer.mapping;
  const std::int64_t outputs = std::int64_t{s.N} * s.M * s.E() * s.F();
  expect_equal(c.raw_words, iacts.values + weights.values + outputs, "raw values");
  // All cross the border at least once, weights for every image tile, strip and column tile.
  EXPECT_GE(iacts.values, touched_iacts(s));
  EXPECT_GE(weights.values, std::int64_t{s.M} * s.channels_per_group() * s.R * s.S *
                                ceil_div(s.N, m.n) * ceil_div(s.E(), m.e) * ceil_div(s.F(), m.f));
  const bool is_all_raw = random.layer.ifmap_coding == hw::Coding::kRaw &&
                          random.layer.weights_coding == hw::Coding::kRaw &&
                          random.layer.ofmap_coding == hw::Coding::kRaw;
  if (is_all_raw) {
    EXPECT_EQ(c.raw_words * hw::kRawValueBits,
              c.off_chip_ifmap_bits + c.off_chip_filter_bits + c.off_chip_ofmap_bits);
  }
}

/// Outputs leave once, window by window of a PE's filters.
void expect_output_bits(const RandomClusterLayer& random, const sim::SimulatedLayer& result) {
  const hw::LayerShape& s = random.layer.shape;
  const hw::Mapping& m = random.layer.mapping;
  if (random.layer.ofmap_coding == hw::Coding::kRaw) {
    expect_equal(result.counters.off_chip_ofmap_bits, std::int64_t{8} * s.N * s.M * s.E() * s.F(),
                 "ofmap bits");
    return;
  }
  const std::int64_t plane = std::int64_t{s.E()} * s.F();
  std::int64_t bits = 0;
  for (std::int64_t n = 0; n < s.N; ++n) {
    for (std::int64_t at = 0; at < plane; ++at) {
      for (int group = 0; group < s.groups; ++group) {
        int filter = group * s.filters_per_group();
        bits += over_parts(s.filters_per_group(), m.m, m.p, [&](int part) {
          std::vector<std::int16_t> window;
          for (int i = 0; i < part; ++i, ++filter)
            window.push_back(
                result.ofmap[static_cast<std::size_t>((n * s.M + filter) * plane + at)]);
          return std::int64_t{hw::csc_pairs(window)} * hw::kCscPairBits + hw::kIactAddressBits;
        });
      }
    }
  }
  expect_equal(result.counters.off_chip_ofmap_bits, bits, "ofmap bits");
}

/// Of all PEs, if they add their psums between MACs: words start one after the other, each with as
/// many additions a cycle as there are MACs.
std::int64_t accumulate_cycles(const RandomClusterLayer& random) {
  const hw::LayerShape& s = random.layer.shape;
  const hw::Mapping& m = random.layer.mapping;
  const int macs = random.architecture.pe.macs_per_cycle;
  const int word = random.architecture.noc.psum.values;
  const std::int64_t per_window = over_parts(s.filters_per_group(), m.m, m.p, [&](int part) {
    return part / word * ceil_div(word, macs) + ceil_div(part % word, macs);
  });
  return std::int64_t{s.N} * s.groups * s.E() * s.F() * ceil_div(s.channels_per_group(), m.q) *
         s.R * per_window;
}

void expect_time(const RandomClusterLayer& random, const hw::LayerCounters& c) {
  // Every cycle of a PE has its place; where psums are added beside MACs, all but those between the
  // last MAC of a PE and its last addition.
  const auto mapped = static_cast<std::uint64_t>(c.pe_mapped_cycles);
  const std::uint64_t placed = c.pe_mac_cycles + c.pe_accumulate_cycles + c.pe_wait_filter_cycles +
                               c.pe_wait_ifmap_cycles + c.pe_bubble_cycles +
                               c.pe_wait_psum_in_cycles + c.pe_wait_psum_out_cycles;
  const bool has_hazards =
      !random.architecture.pe.forwards_psums && random.architecture.pe.mac_stages > 1;
  if (random.layer.ifmap_coding == hw::Coding::kRaw && !has_hazards) {
    EXPECT_EQ(c.pe_bubble_cycles, 0u);
  }
  if (random.architecture.pe.overlaps_accumulation) {
    EXPECT_EQ(c.pe_accumulate_cycles, 0u);
    EXPECT_EQ(c.pe_wait_psum_in_cycles, 0u);
    EXPECT_GE(mapped, placed + c.active_pes) << "each adds after its last MAC";
  } else {
    EXPECT_EQ(mapped, placed);
    expect_equal(c.pe_accumulate_cycles, accumulate_cycles(random), "cycles of additions");
  }
  EXPECT_LE(mapped, static_cast<std::uint64_t>(random.architecture.pes()) *
                        static_cast<std::uint64_t>(c.total_cycles));
  EXPECT_LE(c.active_pes, static_cast<std::uint64_t>(random.architecture.pes()));
  EXPECT_GT(c.active_pes, 0u);
  EXPECT_EQ(c.processing_cycles(), c.total_cycles);

  // Bursts hold all that crosses the chip's border.
  const hw::DramConfig& dram = random.architecture.dram;
  if (dram.is_ideal && dram.ideal.bytes_per_clock == 0) return;
  const auto burst_bits = static_cast<std::uint64_t>(8 * dram.burst_bytes);
  const auto read = static_cast<std::uint64_t>(c.dram.reads + c.dram.forwarded_reads);
  EXPECT_GE(read * burst_bits, c.off_chip_ifmap_bits + c.off_chip_filter_bits);
  EXPECT_GE(static_cast<std::uint64_t>(c.dram.writes) * burst_bits, c.off_chip_ofmap_bits);
}

void check(std::uint64_t seed, test::ClusterMachines machines) {
  const auto random = test::random_cluster_layer(seed, machines);
  SCOPED_TRACE(random.description);
  const auto result =
      test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
  ASSERT_EQ(result.ofmap,
            sim::golden_ofmap(random.layer, random.tensors, sim::MachineFamily::kClusters));
  expect_macs(random, result.counters);
  expect_balance(random, result.counters);
  expect_traffic(random, result.counters);
  expect_output_bits(random, result);
  expect_time(random, result.counters);
}

/// One batch of the random layers: batches are separate tests so that they run side by side.
class RandomClusterLayers : public testing::TestWithParam<int> {
 protected:
  void check_all(std::uint64_t first_seed, test::ClusterMachines machines) {
    const int layers = test::property_layers(kLayers);
    for (int index = GetParam(); index < layers && !HasFailure(); index += kBatches)
      check(first_seed + static_cast<std::uint64_t>(index), machines);
  }

 public:
  static constexpr int kBatches = 4;
  static constexpr int kLayers = 200;
};

TEST_P(RandomClusterLayers, OnTheThreeMachines) {
  check_all(20'000, test::ClusterMachines::kPresets);
}

TEST_P(RandomClusterLayers, OnRandomMachines) { check_all(30'000, test::ClusterMachines::kAny); }

INSTANTIATE_TEST_SUITE_P(Batch, RandomClusterLayers,
                         testing::Range(0, RandomClusterLayers::kBatches));

}  // namespace
}  // namespace eyeriss
