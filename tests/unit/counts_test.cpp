// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/counts.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <utility>

#include "tests/support/published_mappings.h"
#include "tests/unit/counts_example.h"

namespace eyeriss::sim {
namespace {

using test::cluster_counters;
using ::testing::IsSupersetOf;
using ::testing::Pair;

using Figures = std::map<std::string, std::int64_t>;

Figures figures(const hw::AnyArchitecture& machine, const hw::LayerCounters& counters) {
  Figures result;
  for (const Count& count : counts(machine)) {
    EXPECT_TRUE(result.emplace(column_name(count), count.value(machine, counters)).second)
        << count.path;
  }
  return result;
}

// Worked out by hand from cluster_counters(): words of 3 bytes, psums of 2.5, memory in whole
// bytes.
TEST(Counts, OfClustersAreInTheUnitsOfTheResults) {
  const Figures expected = {{"passes", 6},
                            {"cycles.processing", 1000 - 11 - 22 - 44},
                            {"cycles.total", 1000},
                            {"accesses.dram.read_bytes", 126 + 251},
                            {"accesses.dram.write_bytes", 39},
                            {"accesses.dram.uncompressed_bytes", 555},
                            {"accesses.dram.ifmap.read_bytes", 126},
                            {"accesses.dram.filter.read_bytes", 251},
                            {"accesses.dram.ofmap.write_bytes", 39},
                            {"accesses.dram.bursts_read", 7},
                            {"accesses.dram.bursts_written", 8},
                            {"accesses.dram.row_hits", 0},
                            {"accesses.dram.row_misses", 0},
                            {"accesses.dram.row_conflicts", 0},
                            {"accesses.dram.activates", 0},
                            {"accesses.dram.refreshes", 0},
                            {"accesses.glb.read_bytes", 905},  // 603 + 302.5
                            {"accesses.glb.write_bytes", 352},
                            {"accesses.glb.fill_bytes", 153},
                            {"accesses.glb.drain_bytes", 177},
                            {"accesses.glb.ifmap.read_bytes", 603},
                            {"accesses.glb.ifmap.fill_bytes", 153},
                            {"accesses.glb.psum.read_bytes", 302},
                            {"accesses.glb.psum.write_bytes", 352},
                            {"accesses.glb.psum.drain_bytes", 177},
                            {"accesses.noc.ifmap.words", 200},
                            {"accesses.noc.ifmap.deliveries", 700},
                            {"accesses.noc.ifmap.hops", 150},
                            {"accesses.noc.filter.words", 81},
                            {"accesses.noc.filter.deliveries", 275},
                            {"accesses.noc.filter.hops", 60},
                            {"accesses.noc.psum_in.words", 30},
                            {"accesses.noc.psum_in.deliveries", 33},
                            {"accesses.noc.psum_out.words", 35},
                            {"accesses.noc.psum_out.deliveries", 36},
                            {"accesses.noc.psum.hops", 25},
                            {"accesses.noc.local.words", 400},
                            {"accesses.noc.local.deliveries", 401},
                            {"accesses.spad.ifmap.reads", 500},
                            {"accesses.spad.ifmap.writes", 70},
                            {"accesses.spad.ifmap_address.reads", 40},
                            {"accesses.spad.ifmap_address.writes", 30},
                            {"accesses.spad.filter.reads", 600},
                            {"accesses.spad.filter.writes", 80},
                            {"accesses.spad.filter_address.reads", 90},
                            {"accesses.spad.filter_address.writes", 20},
                            {"accesses.spad.psum.reads", 900},
                            {"accesses.spad.psum.writes", 800},
                            {"accesses.mac.active", 90'000},
                            {"accesses.mac.gated", 3'000},
                            {"accesses.mac.skipped", 5'000},
                            {"accesses.simd.idle_slots", 7'000},
                            {"accesses.psum_adder.additions", 11'000},
                            {"pe_cycles.mapped", 100'000},
                            {"pe_cycles.mac", 60'000},
                            {"pe_cycles.accumulate", 8'000},
                            {"stalls.pe_filter", 1},
                            {"stalls.pe_ifmap", 2},
                            {"stalls.pe_psum_in", 3},
                            {"stalls.pe_psum_out", 4},
                            {"stalls.pe_bubbles", 7},
                            {"stalls.router_filter", 5},
                            {"stalls.router_ifmap", 6},
                            {"stalls.off_chip_filter", 11},
                            {"stalls.off_chip_ifmap", 22},
                            {"stalls.off_chip_ofmap", 44}};
  EXPECT_EQ(figures(test::eyeriss_v2(), cluster_counters()), expected);
}

TEST(Counts, OfClustersFollowTheWidthOfTheNetwork) {
  const Figures here = figures(test::one_flat_cluster(), cluster_counters());
  EXPECT_EQ(here.at("accesses.glb.ifmap.read_bytes"), 201);
  EXPECT_EQ(here.at("accesses.glb.read_bytes"), 503);  // 201 + 302.5
  EXPECT_EQ(here.at("accesses.glb.psum.read_bytes"), 302);
}

// Words of 2 bytes, link words of 8.
TEST(Counts, OfFlatBusesAreInTheUnitsOfTheResults) {
  hw::LayerCounters c;
  c.link_words_read = 3;
  c.link_words_written = 5;
  c.raw_words = 7;
  c.glb_ifmap_read = 100;
  c.glb_filter_read = 10;
  c.glb_psum_read = 1;
  c.glb_psum_written = 20;
  c.glb_ifmap_filled = 30;
  c.glb_filter_filled = 40;
  c.glb_psum_drained = 50;
  c.psum_bank_conflict_cycles = 9;
  EXPECT_THAT(
      figures(test::eyeriss_v1(), c),
      IsSupersetOf(
          {Pair("accesses.dram.read_bytes", 24), Pair("accesses.dram.write_bytes", 40),
           Pair("accesses.dram.uncompressed_bytes", 14), Pair("accesses.glb.read_bytes", 222),
           Pair("accesses.glb.write_bytes", 40), Pair("accesses.glb.fill_bytes", 140),
           Pair("accesses.glb.drain_bytes", 100), Pair("accesses.glb.ifmap.read_bytes", 200),
           Pair("accesses.glb.filter.read_bytes", 20), Pair("accesses.glb.psum.read_bytes", 2),
           Pair("accesses.mac.skipped", 0), Pair("stalls.psum_bank_conflict", 9)}));
}

// What the other family has no part for is not there, rather than 0.
TEST(Counts, AreThoseOfTheFamily) {
  const Figures flat = figures(test::eyeriss_v1(), {});
  const Figures clusters = figures(test::eyeriss_v2(), {});
  for (const char* name : {"accesses.noc.ifmap.hops", "accesses.spad.filter_address.reads",
                           "accesses.simd.idle_slots", "stalls.router_ifmap"}) {
    EXPECT_FALSE(flat.contains(name)) << name;
  }
  for (const char* name : {"accesses.glb.filter.read_bytes", "stalls.psum_bank_conflict"}) {
    EXPECT_FALSE(clusters.contains(name)) << name;
    EXPECT_TRUE(flat.contains(name)) << name;
  }
}

}  // namespace
}  // namespace eyeriss::sim
