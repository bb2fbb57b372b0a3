// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/counts.h"

#include <algorithm>
#include <vector>

#include "sim/energy/cluster_widths.h"
#include "sim/energy/machine_family.h"

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;
using C = const LayerCounters&;
using M = const hw::AnyArchitecture&;

constexpr std::uint64_t kWordBytes = 2;
constexpr std::uint64_t kLinkWordBytes = 8;
constexpr std::uint64_t kByteBits = 8;

template <typename Integer>
constexpr std::int64_t number(Integer value) {
  return static_cast<std::int64_t>(value);
}
constexpr std::int64_t bytes(std::uint64_t words) { return number(words * kWordBytes); }
constexpr std::int64_t link_bytes(std::uint64_t words) { return number(words * kLinkWordBytes); }

// Of machines of clusters. Psums have 2.5 bytes: totals are in whole bytes, rounded down.
std::int64_t glb_bytes(M machine, std::uint64_t iact_words, std::uint64_t psums) {
  const ClusterWidths widths(std::get<hw::ClusterArchitecture>(machine));
  const auto iact_bits = static_cast<std::uint64_t>(widths.iact_word);
  return number((iact_words * iact_bits + psums * hw::kPsumBits) / kByteBits);
}
/// Memory holds whole bytes.
constexpr std::int64_t memory_bytes(std::uint64_t bits) {
  return number((bits + kByteBits - 1) / kByteBits);
}

/// A count and how each family has it, null if it does not.
struct Row {
  const char* path;
  Count::Value on_flat;
  Count::Value on_clusters;
};

constexpr Row both(const char* path, Count::Value value) { return {path, value, value}; }
constexpr Row flat(const char* path, Count::Value value) { return {path, value, nullptr}; }
constexpr Row clusters(const char* path, Count::Value value) { return {path, nullptr, value}; }

constexpr Row kRows[] = {
    both("/passes", [](M, C c) { return number(c.passes); }),
    both("/cycles/processing", [](M, C c) { return c.processing_cycles(); }),
    both("/cycles/total", [](M, C c) { return c.total_cycles; }),

    {"/accesses/dram/read_bytes", [](M, C c) { return link_bytes(c.link_words_read); },
     [](M, C c) {
       return memory_bytes(c.off_chip_ifmap_bits) + memory_bytes(c.off_chip_filter_bits);
     }},
    {"/accesses/dram/write_bytes", [](M, C c) { return link_bytes(c.link_words_written); },
     [](M, C c) { return memory_bytes(c.off_chip_ofmap_bits); }},
    {"/accesses/dram/uncompressed_bytes", [](M, C c) { return bytes(c.raw_words); },
     [](M, C c) { return number(c.raw_words); }},
    clusters("/accesses/dram/ifmap/read_bytes",
             [](M, C c) { return memory_bytes(c.off_chip_ifmap_bits); }),
    clusters("/accesses/dram/filter/read_bytes",
             [](M, C c) { return memory_bytes(c.off_chip_filter_bits); }),
    clusters("/accesses/dram/ofmap/write_bytes",
             [](M, C c) { return memory_bytes(c.off_chip_ofmap_bits); }),
    both("/accesses/dram/bursts_read", [](M, C c) { return c.dram.reads; }),
    both("/accesses/dram/bursts_written", [](M, C c) { return c.dram.writes; }),
    both("/accesses/dram/row_hits", [](M, C c) { return c.dram.row_hits; }),
    both("/accesses/dram/row_misses", [](M, C c) { return c.dram.row_misses; }),
    both("/accesses/dram/row_conflicts", [](M, C c) { return c.dram.row_conflicts; }),
    both("/accesses/dram/activates", [](M, C c) { return c.dram.activates; }),
    both("/accesses/dram/refreshes", [](M, C c) { return c.dram.refreshes; }),

    {"/accesses/glb/read_bytes",
     [](M, C c) { return bytes(c.glb_ifmap_read + c.glb_filter_read + c.glb_psum_read); },
     [](M m, C c) { return glb_bytes(m, c.glb_ifmap_read, c.glb_psum_read); }},
    {"/accesses/glb/write_bytes", [](M, C c) { return bytes(c.glb_psum_written); },
     [](M m, C c) { return glb_bytes(m, 0, c.glb_psum_written); }},
    {"/accesses/glb/fill_bytes",
     [](M, C c) { return bytes(c.glb_ifmap_filled + c.glb_filter_filled); },
     [](M m, C c) { return glb_bytes(m, c.glb_ifmap_filled, 0); }},
    {"/accesses/glb/drain_bytes", [](M, C c) { return bytes(c.glb_psum_drained); },
     [](M m, C c) { return glb_bytes(m, 0, c.glb_psum_drained); }},
    {"/accesses/glb/ifmap/read_bytes", [](M, C c) { return bytes(c.glb_ifmap_read); },
     [](M m, C c) { return glb_bytes(m, c.glb_ifmap_read, 0); }},
    {"/accesses/glb/ifmap/fill_bytes", [](M, C c) { return bytes(c.glb_ifmap_filled); },
     [](M m, C c) { return glb_bytes(m, c.glb_ifmap_filled, 0); }},
    flat("/accesses/glb/filter/read_bytes", [](M, C c) { return bytes(c.glb_filter_read); }),
    flat("/accesses/glb/filter/fill_bytes", [](M, C c) { return bytes(c.glb_filter_filled); }),
    {"/accesses/glb/psum/read_bytes", [](M, C c) { return bytes(c.glb_psum_read); },
     [](M m, C c) { return glb_bytes(m, 0, c.glb_psum_read); }},
    {"/accesses/glb/psum/write_bytes", [](M, C c) { return bytes(c.glb_psum_written); },
     [](M m, C c) { return glb_bytes(m, 0, c.glb_psum_written); }},
    {"/accesses/glb/psum/drain_bytes", [](M, C c) { return bytes(c.glb_psum_drained); },
     [](M m, C c) { return glb_bytes(m, 0, c.glb_psum_drained); }},

    both("/accesses/noc/ifmap/words", [](M, C c) { return number(c.ifmap_network.words); }),
    both("/accesses/noc/ifmap/deliveries",
         [](M, C c) { return number(c.ifmap_network.deliveries); }),
    clusters("/accesses/noc/ifmap/hops", [](M, C c) { return number(c.iact_hops); }),
    both("/accesses/noc/filter/words", [](M, C c) { return number(c.filter_network.words); }),
    both("/accesses/noc/filter/deliveries",
         [](M, C c) { return number(c.filter_network.deliveries); }),
    clusters("/accesses/noc/filter/hops", [](M, C c) { return number(c.weight_hops); }),
    both("/accesses/noc/psum_in/words", [](M, C c) { return number(c.psum_in_network.words); }),
    both("/accesses/noc/psum_in/deliveries",
         [](M, C c) { return number(c.psum_in_network.deliveries); }),
    both("/accesses/noc/psum_out/words", [](M, C c) { return number(c.psum_out_network.words); }),
    both("/accesses/noc/psum_out/deliveries",
         [](M, C c) { return number(c.psum_out_network.deliveries); }),
    clusters("/accesses/noc/psum/hops", [](M, C c) { return number(c.psum_hops); }),
    both("/accesses/noc/local/words", [](M, C c) { return number(c.local_links.words); }),
    both("/accesses/noc/local/deliveries", [](M, C c) { return number(c.local_links.deliveries); }),

    both("/accesses/spad/ifmap/reads", [](M, C c) { return number(c.ifmap_spad.reads); }),
    both("/accesses/spad/ifmap/writes", [](M, C c) { return number(c.ifmap_spad.writes); }),
    clusters("/accesses/spad/ifmap_address/reads",
             [](M, C c) { return number(c.iact_address_spad.reads); }),
    clusters("/accesses/spad/ifmap_address/writes",
             [](M, C c) { return number(c.iact_address_spad.writes); }),
    both("/accesses/spad/filter/reads", [](M, C c) { return number(c.filter_spad.reads); }),
    both("/accesses/spad/filter/writes", [](M, C c) { return number(c.filter_spad.writes); }),
    clusters("/accesses/spad/filter_address/reads",
             [](M, C c) { return number(c.weight_address_spad.reads); }),
    clusters("/accesses/spad/filter_address/writes",
             [](M, C c) { return number(c.weight_address_spad.writes); }),
    both("/accesses/spad/psum/reads", [](M, C c) { return number(c.psum_spad.reads); }),
    both("/accesses/spad/psum/writes", [](M, C c) { return number(c.psum_spad.writes); }),

    both("/accesses/mac/active", [](M, C c) { return number(c.macs_active); }),
    both("/accesses/mac/gated", [](M, C c) { return number(c.macs_gated); }),
    both("/accesses/mac/skipped", [](M, C c) { return number(c.macs_skipped); }),
    clusters("/accesses/simd/idle_slots", [](M, C c) { return number(c.idle_simd_slots); }),
    both("/accesses/psum_adder/additions", [](M, C c) { return number(c.psum_additions); }),

    both("/pe_cycles/mapped", [](M, C c) { return number(c.pe_mapped_cycles); }),
    both("/pe_cycles/mac", [](M, C c) { return number(c.pe_mac_cycles); }),
    both("/pe_cycles/accumulate", [](M, C c) { return number(c.pe_accumulate_cycles); }),

    both("/stalls/pe_filter", [](M, C c) { return number(c.pe_wait_filter_cycles); }),
    both("/stalls/pe_ifmap", [](M, C c) { return number(c.pe_wait_ifmap_cycles); }),
    both("/stalls/pe_psum_in", [](M, C c) { return number(c.pe_wait_psum_in_cycles); }),
    both("/stalls/pe_psum_out", [](M, C c) { return number(c.pe_wait_psum_out_cycles); }),
    clusters("/stalls/pe_bubbles", [](M, C c) { return number(c.pe_bubble_cycles); }),
    flat("/stalls/psum_bank_conflict", [](M, C c) { return number(c.psum_bank_conflict_cycles); }),
    clusters("/stalls/router_filter", [](M, C c) { return number(c.router_wait_weight_cycles); }),
    clusters("/stalls/router_ifmap", [](M, C c) { return number(c.router_wait_iact_cycles); }),
    both("/stalls/off_chip_filter", [](M, C c) { return c.hold_filter_cycles; }),
    both("/stalls/off_chip_ifmap", [](M, C c) { return c.hold_ifmap_cycles; }),
    both("/stalls/off_chip_ofmap", [](M, C c) { return c.hold_ofmap_cycles; }),
};

std::vector<Count> list(Count::Value Row::*family) {
  std::vector<Count> result;
  for (const Row& row : kRows) {
    if (row.*family != nullptr) result.push_back({row.path, row.*family});
  }
  return result;
}

}  // namespace

std::span<const Count> counts(const hw::AnyArchitecture& architecture) {
  static const std::vector<Count> kFlat = list(&Row::on_flat);
  static const std::vector<Count> kClusters = list(&Row::on_clusters);
  return family_of(architecture) == MachineFamily::kFlat ? kFlat : kClusters;
}

std::string column_name(const Count& count) {
  std::string name = count.path + 1;
  std::ranges::replace(name, '/', '.');
  return name;
}

}  // namespace eyeriss::sim
