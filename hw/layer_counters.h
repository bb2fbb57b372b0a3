// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/dram/dram_counters.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// Everything counted while one layer runs. Words are 16 b unless said otherwise. On a machine of
/// clusters words of the networks are as wide as these, spad words are the spad's entries, GLB
/// words of ifmaps those of the iact network, GLB words of psums one psum, and raw words values of
/// 8 b.
struct LayerCounters {
  using Count = std::uint64_t;

  /// Traffic of one network: words put on it, and words taken by a destination (a multicast
  /// word counts once per destination).
  struct Network {
    Count words = 0;
    Count deliveries = 0;
  };
  struct Spad {
    Count reads = 0;
    Count writes = 0;
  };

  noc::Cycle total_cycles = 0;
  /// Core cycles in which the controller holds the array only because something off chip is
  /// missing: filters or ifmaps not there yet, ofmaps not drained yet.
  noc::Cycle hold_filter_cycles = 0;
  noc::Cycle hold_ifmap_cycles = 0;
  noc::Cycle hold_ofmap_cycles = 0;

  Count passes = 0;
  Count active_pes = 0;  ///< maximum over passes

  Network ifmap_network;
  Network filter_network;
  Network psum_in_network;   ///< GLB to the foot of a column
  Network psum_out_network;  ///< head of a column to the GLB
  Network local_links;       ///< PE to PE upward

  Spad ifmap_spad;
  Spad filter_spad;
  Spad psum_spad;

  Count macs_active = 0;
  Count macs_gated = 0;
  Count psum_additions = 0;  ///< psums accumulated with what comes up the column

  // Global buffer, in words. "read" and "written" are traffic with the networks, "filled" and
  // "drained" traffic with the link.
  Count glb_ifmap_read = 0;
  Count glb_filter_read = 0;
  Count glb_psum_read = 0;
  Count glb_psum_written = 0;
  Count glb_ifmap_filled = 0;
  Count glb_filter_filled = 0;
  Count glb_psum_drained = 0;

  // Off chip: 64 b link words, and the same transfers in raw, unpadded 16 b words.
  Count link_words_read = 0;
  Count link_words_written = 0;
  Count raw_words = 0;
  DramCounters dram;

  /// Core cycles, summed over the PEs that the pass under way uses; a pass is under way until the
  /// next one opens, the last to the end of the layer. Those of them in which a PE
  /// neither issues a MAC nor adds a psum are stalls. On a machine of clusters: of each PE that is
  /// used at all, to its last addition.
  noc::Cycle pe_mapped_cycles = 0;

  // Cycles lost, summed over PEs (pe_*) or of the one resource named. A PE that adds psums beside
  // its MACs has no cycles of accumulation of its own; it waits, as for psums going out, only when
  // its psum spad has no room for the next window. Of several things that a window waits for, psums
  // count first, then weights, then iacts.
  Count pe_mac_cycles = 0;         ///< not lost: MACs issued
  Count pe_accumulate_cycles = 0;  ///< not lost: psums added
  Count pe_wait_filter_cycles = 0;
  Count pe_wait_ifmap_cycles = 0;
  Count pe_wait_psum_in_cycles = 0;
  Count pe_wait_psum_out_cycles = 0;
  Count psum_bank_conflict_cycles = 0;

  // Machines of clusters alone.
  Spad iact_address_spad;
  Spad weight_address_spad;
  Count macs_skipped = 0;      ///< never issued, because an operand is zero
  Count idle_simd_slots = 0;   ///< second halves of issued pairs that hold no weight
  Count pe_bubble_cycles = 0;  ///< lost within windows, to psums under way and to fetching iacts
  Count iact_hops = 0;         ///< network words times links between clusters that they drive
  Count weight_hops = 0;
  Count psum_hops = 0;
  Count off_chip_ifmap_bits = 0;
  Count off_chip_filter_bits = 0;
  Count off_chip_ofmap_bits = 0;
  Count router_wait_iact_cycles = 0;    ///< of routers whose next iact word is not in the GLB yet
  Count router_wait_weight_cycles = 0;  ///< of routers whose next weight word is not on chip yet

  noc::Cycle processing_cycles() const {
    return total_cycles - hold_filter_cycles - hold_ifmap_cycles - hold_ofmap_cycles;
  }
};

}  // namespace eyeriss::hw
