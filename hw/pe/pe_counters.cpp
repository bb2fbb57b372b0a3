// SPDX-License-Identifier: Apache-2.0
#include "hw/pe/pe_counters.h"

namespace eyeriss::hw {
namespace {

void add(const LayerCounters::Spad& spad, LayerCounters::Spad& sum) {
  sum.reads += spad.reads;
  sum.writes += spad.writes;
}

}  // namespace

void PeCounters::add_to(LayerCounters& machine) const {
  machine.pe_mac_cycles += mac_cycles;
  machine.macs_active += macs_active;
  machine.macs_gated += macs_gated;
  machine.macs_skipped += macs_skipped;
  machine.idle_simd_slots += idle_simd_slots;
  machine.psum_additions += psum_additions;
  machine.pe_accumulate_cycles += accumulate_cycles;
  machine.pe_wait_filter_cycles += wait_filter_cycles;
  machine.pe_wait_ifmap_cycles += wait_ifmap_cycles;
  machine.pe_wait_psum_in_cycles += wait_psum_in_cycles;
  machine.pe_wait_psum_out_cycles += wait_psum_out_cycles;
  machine.pe_bubble_cycles += bubble_cycles;
  machine.pe_mapped_cycles += mapped_cycles;
  add(ifmap_spad, machine.ifmap_spad);
  add(iact_address_spad, machine.iact_address_spad);
  add(filter_spad, machine.filter_spad);
  add(weight_address_spad, machine.weight_address_spad);
  add(psum_spad, machine.psum_spad);
  machine.local_links.words += local_words;
  machine.psum_hops += psum_hops;
}

}  // namespace eyeriss::hw
