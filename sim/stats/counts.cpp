// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/counts.h"

#include <algorithm>

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;
using C = const LayerCounters&;

constexpr std::uint64_t kWordBytes = 2;
constexpr std::uint64_t kLinkWordBytes = 8;

template <typename Integer>
constexpr std::int64_t number(Integer value) {
  return static_cast<std::int64_t>(value);
}
constexpr std::int64_t bytes(std::uint64_t words) { return number(words * kWordBytes); }
constexpr std::int64_t link_bytes(std::uint64_t words) { return number(words * kLinkWordBytes); }

constexpr Count kCounts[] = {
    {"/passes", [](C c) { return number(c.passes); }},
    {"/cycles/processing", [](C c) { return c.processing_cycles(); }},
    {"/cycles/total", [](C c) { return c.total_cycles; }},

    {"/accesses/dram/read_bytes", [](C c) { return link_bytes(c.link_words_read); }},
    {"/accesses/dram/write_bytes", [](C c) { return link_bytes(c.link_words_written); }},
    {"/accesses/dram/uncompressed_bytes", [](C c) { return bytes(c.raw_words); }},
    {"/accesses/dram/bursts_read", [](C c) { return c.dram.reads; }},
    {"/accesses/dram/bursts_written", [](C c) { return c.dram.writes; }},
    {"/accesses/dram/row_hits", [](C c) { return c.dram.row_hits; }},
    {"/accesses/dram/row_misses", [](C c) { return c.dram.row_misses; }},
    {"/accesses/dram/row_conflicts", [](C c) { return c.dram.row_conflicts; }},
    {"/accesses/dram/activates", [](C c) { return c.dram.activates; }},
    {"/accesses/dram/refreshes", [](C c) { return c.dram.refreshes; }},

    {"/accesses/glb/read_bytes",
     [](C c) { return bytes(c.glb_ifmap_read + c.glb_filter_read + c.glb_psum_read); }},
    {"/accesses/glb/write_bytes", [](C c) { return bytes(c.glb_psum_written); }},
    {"/accesses/glb/fill_bytes",
     [](C c) { return bytes(c.glb_ifmap_filled + c.glb_filter_filled); }},
    {"/accesses/glb/drain_bytes", [](C c) { return bytes(c.glb_psum_drained); }},
    {"/accesses/glb/ifmap/read_bytes", [](C c) { return bytes(c.glb_ifmap_read); }},
    {"/accesses/glb/ifmap/fill_bytes", [](C c) { return bytes(c.glb_ifmap_filled); }},
    {"/accesses/glb/filter/read_bytes", [](C c) { return bytes(c.glb_filter_read); }},
    {"/accesses/glb/filter/fill_bytes", [](C c) { return bytes(c.glb_filter_filled); }},
    {"/accesses/glb/psum/read_bytes", [](C c) { return bytes(c.glb_psum_read); }},
    {"/accesses/glb/psum/write_bytes", [](C c) { return bytes(c.glb_psum_written); }},
    {"/accesses/glb/psum/drain_bytes", [](C c) { return bytes(c.glb_psum_drained); }},

    {"/accesses/noc/ifmap/words", [](C c) { return number(c.ifmap_network.words); }},
    {"/accesses/noc/ifmap/deliveries", [](C c) { return number(c.ifmap_network.deliveries); }},
    {"/accesses/noc/filter/words", [](C c) { return number(c.filter_network.words); }},
    {"/accesses/noc/filter/deliveries", [](C c) { return number(c.filter_network.deliveries); }},
    {"/accesses/noc/psum_in/words", [](C c) { return number(c.psum_in_network.words); }},
    {"/accesses/noc/psum_in/deliveries", [](C c) { return number(c.psum_in_network.deliveries); }},
    {"/accesses/noc/psum_out/words", [](C c) { return number(c.psum_out_network.words); }},
    {"/accesses/noc/psum_out/deliveries",
     [](C c) { return number(c.psum_out_network.deliveries); }},
    {"/accesses/noc/local/words", [](C c) { return number(c.local_links.words); }},
    {"/accesses/noc/local/deliveries", [](C c) { return number(c.local_links.deliveries); }},

    {"/accesses/spad/ifmap/reads", [](C c) { return number(c.ifmap_spad.reads); }},
    {"/accesses/spad/ifmap/writes", [](C c) { return number(c.ifmap_spad.writes); }},
    {"/accesses/spad/filter/reads", [](C c) { return number(c.filter_spad.reads); }},
    {"/accesses/spad/filter/writes", [](C c) { return number(c.filter_spad.writes); }},
    {"/accesses/spad/psum/reads", [](C c) { return number(c.psum_spad.reads); }},
    {"/accesses/spad/psum/writes", [](C c) { return number(c.psum_spad.writes); }},

    {"/accesses/mac/active", [](C c) { return number(c.macs_active); }},
    {"/accesses/mac/gated", [](C c) { return number(c.macs_gated); }},
    {"/accesses/mac/skipped", [](C) { return std::int64_t{0}; }},
    {"/accesses/psum_adder/additions", [](C c) { return number(c.psum_additions); }},

    {"/pe_cycles/mapped", [](C c) { return number(c.pe_mapped_cycles); }},
    {"/pe_cycles/mac", [](C c) { return number(c.pe_mac_cycles); }},
    {"/pe_cycles/accumulate", [](C c) { return number(c.pe_accumulate_cycles); }},

    {"/stalls/pe_filter", [](C c) { return number(c.pe_wait_filter_cycles); }},
    {"/stalls/pe_ifmap", [](C c) { return number(c.pe_wait_ifmap_cycles); }},
    {"/stalls/pe_psum_in", [](C c) { return number(c.pe_wait_psum_in_cycles); }},
    {"/stalls/pe_psum_out", [](C c) { return number(c.pe_wait_psum_out_cycles); }},
    {"/stalls/psum_bank_conflict", [](C c) { return number(c.psum_bank_conflict_cycles); }},
    {"/stalls/off_chip_filter", [](C c) { return c.hold_filter_cycles; }},
    {"/stalls/off_chip_ifmap", [](C c) { return c.hold_ifmap_cycles; }},
    {"/stalls/off_chip_ofmap", [](C c) { return c.hold_ofmap_cycles; }},
};

}  // namespace

std::span<const Count> counts() { return kCounts; }

std::string column_name(const Count& count) {
  std::string name = count.path + 1;
  std::ranges::replace(name, '/', '.');
  return name;
}

}  // namespace eyeriss::sim
