// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/layer_counters.h"
#include "noc/cycle.h"

namespace eyeriss::hw {

/// What one PE counts while a layer runs; of either family, so that some counts of the other stay
/// zero. Meanings and words are those of the machine's LayerCounters.
struct PeCounters {
  using Count = LayerCounters::Count;
  using Spad = LayerCounters::Spad;

  Count mac_cycles = 0;
  Count macs_active = 0;
  Count macs_gated = 0;
  Count macs_skipped = 0;
  Count idle_simd_slots = 0;
  Count psum_additions = 0;
  Count accumulate_cycles = 0;
  Count wait_filter_cycles = 0;
  Count wait_ifmap_cycles = 0;
  Count wait_psum_in_cycles = 0;
  Count wait_psum_out_cycles = 0;
  Count bubble_cycles = 0;
  noc::Cycle mapped_cycles = 0;

  Spad ifmap_spad;
  Spad iact_address_spad;
  Spad filter_spad;
  Spad weight_address_spad;
  Spad psum_spad;

  Count local_words = 0;  ///< psum words to the next PE of a chain of a machine of clusters
  Count psum_hops = 0;    ///< of these

  // Through its FIFOs from and to the networks.
  Count ifmap_words_in = 0;
  Count filter_words_in = 0;
  Count psum_words_out = 0;
  Count psums_out =
      0;  ///< in these words, of the passes begun; not counted on machines of clusters

  /// Adds what the machine's counters hold as sums over PEs: all but what goes through FIFOs.
  void add_to(LayerCounters& machine) const;
};

}  // namespace eyeriss::hw
