// SPDX-License-Identifier: Apache-2.0
// The signals of waveforms, on random layers of both families: summed over a layer they are what is
// counted, and in no cycle do they depend on the schedule, or on when one began to look.
#include <gmock/gmock.h>

#include <cstdint>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/isolated_simulation.h"
#include "tests/support/random_cluster_layer.h"
#include "tests/support/random_layer.h"
#include "tests/support/watched_layer.h"

namespace eyeriss {
namespace {

using test::WatchedLayer;
using testing::IsSupersetOf;

class Signals : public testing::Test {
 protected:
  static constexpr int kLayers = 20;

  /// Calls `check(seed)` for each layer.
  template <typename Check>
  void for_each_seed(std::uint64_t first, Check check) {
    const int layers = test::property_layers(kLayers);
    for (int index = 0; index < layers && !HasFailure(); ++index)
      check(first + static_cast<std::uint64_t>(index));
  }

  /// Watches a layer under three schedules, under one of them from its middle on, and has `check`
  /// look at what one of these has shown, and at what has been shown with channels that are late.
  template <typename Random, typename Check>
  void watch(const Random& random, std::uint64_t seed, Check check) {
    SCOPED_TRACE(random.description);
    const auto run = [&](const noc::Schedule& schedule, const test::WatchedFrom& from) {
      return test::watch_isolated(random.architecture, random.layer, random.tensors, schedule,
                                  from);
    };
    const auto alone =
        test::simulate_isolated(random.architecture, random.layer, random.tensors, {});
    const noc::Cycle middle = alone.counters.total_cycles / 2;
    const WatchedLayer fast = run({}, {.late = middle});
    const WatchedLayer slow =
        run({.every_cycle = true, .shuffle_seed = seed + 1}, {.late = middle});
    const WatchedLayer late = run({.shuffle_seed = seed + 2}, {.first = middle, .late = middle});
    EXPECT_EQ(fast.counters.total_cycles, alone.counters.total_cycles) << "looking changes nothing";
    EXPECT_FALSE(fast.signals.empty());
    EXPECT_EQ(fast.signals.size(), slow.signals.size());
    for (const auto& [name, hashes] : fast.signals) {
      EXPECT_EQ(hashes.all, slow.signals.at(name).all) << name;
      EXPECT_EQ(hashes.late, late.signals.at(name).all) << name;
    }
    check(fast);
    check(run({.stall_seed = seed + 3}, {}));
    for (const auto& [key, sum] : fast.sums) seen_[key] += sum;
  }

  /// These have been seen to be other than zero, so that what is said about them means something.
  void expect_seen(const std::vector<std::string>& keys) {
    if (HasFailure() || test::property_layers(kLayers) < kLayers) return;
    for (const std::string& key : keys) {
      EXPECT_GT(seen_[key], 0u) << key;
    }
  }

 private:
  std::map<std::string, std::uint64_t> seen_;
};

void expect_dram_commands(const WatchedLayer& watched) {
  const hw::DramCounters& dram = watched.counters.dram;
  const auto commands = [&](const std::string& kind) {
    return static_cast<std::int64_t>(watched.sum("channel.command=" + kind));
  };
  if (watched.sum("channel.command=RD") + watched.sum("channel.command=WR") == 0) return;  // ideal
  EXPECT_EQ(commands("ACT"), dram.activates);
  EXPECT_EQ(commands("RD"), dram.reads);
  EXPECT_EQ(commands("WR"), dram.writes);
  EXPECT_EQ(commands("REF"), dram.refreshes);
  EXPECT_LE(commands("PRE"), dram.precharges) << "PREA closes several rows";
}

/// States in which PEs of both families are counted.
void expect_states_of_pes(const WatchedLayer& watched) {
  const auto state = [&](const std::string& text) { return watched.sum("pe.state=" + text); };
  const hw::LayerCounters& counters = watched.counters;
  EXPECT_EQ(state("mac") + state("gated"), counters.pe_mac_cycles);
  EXPECT_EQ(state("bubble"), counters.pe_bubble_cycles);
  EXPECT_EQ(state("add"), counters.pe_accumulate_cycles);
  EXPECT_EQ(state("w_filter"), counters.pe_wait_filter_cycles);
  EXPECT_EQ(state("w_ifmap"), counters.pe_wait_ifmap_cycles);
  EXPECT_EQ(state("w_in"), counters.pe_wait_psum_in_cycles);
  EXPECT_EQ(state("w_out"), counters.pe_wait_psum_out_cycles);
}

void expect_counts_of_first_chip(const WatchedLayer& watched) {
  const hw::LayerCounters& counters = watched.counters;
  expect_states_of_pes(watched);
  EXPECT_EQ(watched.sum("pe.state=gated"), counters.macs_gated);

  const auto held = [&](const std::string& text) {
    return static_cast<noc::Cycle>(watched.sum("controller.state=h_" + text));
  };
  EXPECT_EQ(held("filter"), counters.hold_filter_cycles);
  EXPECT_EQ(held("ifmap"), counters.hold_ifmap_cycles);
  EXPECT_EQ(held("ofmap"), counters.hold_ofmap_cycles);

  EXPECT_EQ(watched.sum("ifmap_network.valid"), counters.ifmap_network.words);
  EXPECT_EQ(watched.sum("ifmap_network.destinations"), counters.ifmap_network.deliveries);
  EXPECT_EQ(watched.sum("filter_network.valid"), counters.filter_network.words);
  EXPECT_EQ(watched.sum("filter_network.destinations"), counters.filter_network.deliveries);
  EXPECT_EQ(watched.sum("psum_network.valid"), counters.psum_in_network.words);
  EXPECT_EQ(watched.sum("output_network.valid"), counters.psum_out_network.words);
  EXPECT_EQ(watched.sum("psum_streamer.bank_conflict"), counters.psum_bank_conflict_cycles);
  EXPECT_EQ(watched.sum("off_chip.read_valid"), counters.link_words_read);
  EXPECT_EQ(watched.sum("off_chip.write_valid"), counters.link_words_written);
  expect_dram_commands(watched);
}

/// Cycles of all PEs in which they are mapped, whatever they do.
std::uint64_t mapped_cycles(const WatchedLayer& watched) {
  std::uint64_t cycles = 0;
  for (const auto& [key, sum] : watched.sums) {
    if (key.starts_with("pe.state=") && key != "pe.state=idle") cycles += sum;
  }
  return cycles;
}

void expect_counts_of_clusters(const WatchedLayer& watched, bool overlaps) {
  const hw::LayerCounters& counters = watched.counters;
  expect_states_of_pes(watched);
  EXPECT_EQ(mapped_cycles(watched), static_cast<std::uint64_t>(counters.pe_mapped_cycles));
  EXPECT_EQ(watched.sum("pe.macs"), counters.macs_active);
  EXPECT_EQ(watched.sum("pe.macs_gated"), counters.macs_gated);
  const std::uint64_t adds = watched.sum("pe.adders=add");
  if (overlaps) {
    EXPECT_GT(adds, 0u);
    EXPECT_LE(adds, counters.psum_additions) << "one at least a cycle";
  } else {
    EXPECT_EQ(adds, counters.pe_accumulate_cycles);
    EXPECT_EQ(watched.sum("pe.state=drain"), 0u);
  }

  EXPECT_EQ(watched.sum("iact.valid"), counters.ifmap_network.words);
  EXPECT_EQ(watched.sum("iact.destinations"), counters.ifmap_network.deliveries);
  EXPECT_EQ(watched.sum("iact.links"), counters.iact_hops);
  EXPECT_EQ(watched.sum("iact.state=w_fill"), counters.router_wait_iact_cycles);
  EXPECT_EQ(watched.sum("iact.state=w_space"), watched.sum("iact.stall"));
  EXPECT_EQ(watched.sum("iact.bank_write"), counters.glb_ifmap_filled);
  EXPECT_EQ(watched.sum("iact.fill_state=fill"), counters.glb_ifmap_filled);
  EXPECT_EQ(watched.sum("iact.bank_read"), counters.glb_ifmap_read);

  EXPECT_EQ(watched.sum("weight.valid"), counters.filter_network.words);
  EXPECT_EQ(watched.sum("weight.destinations"), counters.filter_network.deliveries);
  EXPECT_EQ(watched.sum("weight.links"), counters.weight_hops);
  EXPECT_EQ(watched.sum("weight.state=w_fill"), counters.router_wait_weight_cycles);
  EXPECT_EQ(watched.sum("weight.state=w_space"), watched.sum("weight.stall"));

  EXPECT_EQ(watched.sum("psum.valid_in"), counters.psum_in_network.words);
  EXPECT_EQ(watched.sum("psum.valid_out"), counters.psum_out_network.words);
  EXPECT_EQ(watched.sum("psum.bank_read"), counters.glb_psum_read);
  EXPECT_EQ(watched.sum("psum.bank_write"), counters.glb_psum_written);
  expect_dram_commands(watched);
}

std::vector<std::string> names(const WatchedLayer& watched) {
  std::vector<std::string> all;
  for (const auto& [name, hashes] : watched.signals) all.push_back(name);
  return all;
}

TEST(SignalNames, OfThePublishedFirstChip) {
  for (std::uint64_t seed = 8000;; ++seed) {
    const test::TempDir directory;
    const auto random = test::random_layer(seed, directory);
    const auto& array = random.architecture.array;
    if (array.rows != 12 || array.columns != 14) continue;
    const auto watched =
        test::watch_isolated(random.architecture, random.layer, random.tensors, {}, {});
    EXPECT_THAT(names(watched),
                IsSupersetOf({"top.array.pe_r03_c07.state", "top.array.pe_r11_c13.psum",
                              "top.controller.state", "top.controller.pass",
                              "top.ifmap_network.valid", "top.ifmap_network.stall",
                              "top.global_buffer.bank_0.access", "top.off_chip.read_valid"}));
    return;
  }
}

TEST(SignalNames, OfThePublishedMachineOfClusters) {
  for (std::uint64_t seed = 8500;; ++seed) {
    const auto random = test::random_cluster_layer(seed, test::ClusterMachines::kPresets);
    if (random.architecture.name != "eyeriss-v2") continue;
    const auto watched =
        test::watch_isolated(random.architecture, random.layer, random.tensors, {}, {});
    EXPECT_THAT(names(watched),
                IsSupersetOf({"top.cluster_r0_c0.pe_r0_c0.state", "top.cluster_r7_c1.pe_r2_c3.macs",
                              "top.cluster_r0_c0.psum_p0.valid_out"}));
    // 8 x 2 clusters of 3 x 4 PEs, with 3 routers of iacts, 3 of weights and 4 of psums.
    const std::regex in_cluster(
        "top\\.cluster_r[0-7]_c[01]"
        "\\.(pe_r[0-2]_c[0-3]|iact_p[0-2]|weight_p[0-2]|psum_p[0-3])\\.[a-z_]+");
    const std::regex of_memory("top\\.memory\\.(hub|dram|dram\\.channel_[0-9])\\.[a-z_]+");
    for (const std::string& name : names(watched)) {
      EXPECT_TRUE(std::regex_match(name, in_cluster) || std::regex_match(name, of_memory)) << name;
    }
    return;
  }
}

TEST_F(Signals, FirstChip) {
  for_each_seed(8000, [this](std::uint64_t seed) {
    const test::TempDir directory;
    const auto random = test::random_layer(seed, directory);
    watch(random, seed, expect_counts_of_first_chip);
  });
  expect_seen({"pe.state=mac", "pe.state=gated", "pe.state=add", "pe.state=w_filter",
               "pe.state=w_ifmap", "pe.state=w_in", "pe.state=w_out", "pe.state=idle",
               "controller.state=h_filter", "controller.state=h_ifmap", "controller.state=h_ofmap",
               "psum_streamer.bank_conflict", "channel.command=REF", "channel.command=PRE"});
}

TEST_F(Signals, MachinesOfClusters) {
  for_each_seed(8500, [this](std::uint64_t seed) {
    const auto random = test::random_cluster_layer(seed, test::ClusterMachines::kAny);
    watch(random, seed, [&](const WatchedLayer& watched) {
      expect_counts_of_clusters(watched, random.architecture.pe.overlaps_accumulation);
    });
  });
  expect_seen({"pe.state=mac",
               "pe.state=gated",
               "pe.state=bubble",
               "pe.state=add",
               "pe.state=w_filter",
               "pe.state=w_ifmap",
               "pe.state=w_in",
               "pe.state=w_out",
               "pe.state=drain",
               "pe.state=idle",
               "pe.adders=w_in",
               "pe.adders=w_out",
               "iact.stall",
               "weight.stall",
               "iact.state=w_fill",
               "weight.state=w_fill",
               "iact.fill_state=w_room",
               "psum.state_in=w_bank",
               "psum.state_out=w_drain",
               "channel.command=RD"});
}

}  // namespace
}  // namespace eyeriss
