// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/flat_energy_actions.h"

#include "sim/energy/pe_action_counts.h"

namespace eyeriss::sim {
namespace {

using namespace action_counts;
using hw::LayerCounters;
using enum EnergyComponent;

/// Put on the global networks. Filters and psums travel several to a network word.
double noc_words(Machine, Counters c) {
  return number(c.ifmap_network.words) + number(c.glb_filter_read) + number(c.glb_psum_read) +
         number(c.glb_psum_written);
}

/// Taken from the global networks, once per destination.
double noc_deliveries(Machine, Counters c) {
  return number(c.ifmap_network.deliveries) + number(c.filter_spad.writes) +
         number(c.glb_psum_read) + number(c.glb_psum_written);
}

/// Passed up from PE to PE: psums that are added, but for those from the GLB.
double local_words(Machine, Counters c) {
  return number(c.psum_additions) - number(c.glb_psum_read);
}

/// Through the input FIFOs, and at the head of a column through an output FIFO.
double fifo_words(Machine, Counters c) {
  return number(c.ifmap_network.deliveries) + number(c.filter_spad.writes) +
         number(c.psum_additions) + number(c.glb_psum_written);
}

double glb_reads(Machine, Counters c) {
  return number(c.glb_ifmap_read) + number(c.glb_filter_read) + number(c.glb_psum_read) +
         number(c.glb_psum_drained);
}

double glb_writes(Machine, Counters c) {
  return number(c.glb_psum_written) + number(c.glb_ifmap_filled) + number(c.glb_filter_filled);
}

template <LayerCounters::Spad LayerCounters::*spad>
double reads(Machine, Counters c) {
  return number((c.*spad).reads);
}

template <LayerCounters::Spad LayerCounters::*spad>
double writes(Machine, Counters c) {
  return number((c.*spad).writes);
}

constexpr EnergyAction kActions[] = {
    {kClockNetwork, "cycle", cycles},
    {kClockNetwork, "clocked_pe_cycle", clocked},
    {kClockNetwork, "idle_pe_cycle", idle},
    {kIfmapSpad, "read", reads<&LayerCounters::ifmap_spad>},
    {kIfmapSpad, "write", writes<&LayerCounters::ifmap_spad>},
    {kIfmapSpad, "clocked_pe_cycle", clocked},
    {kFilterSpad, "read", reads<&LayerCounters::filter_spad>},
    {kFilterSpad, "write", writes<&LayerCounters::filter_spad>},
    {kFilterSpad, "clocked_pe_cycle", clocked},
    {kPsumSpad, "read", reads<&LayerCounters::psum_spad>},
    {kPsumSpad, "write", writes<&LayerCounters::psum_spad>},
    {kPsumSpad, "clocked_pe_cycle", clocked},
    {kMac, "active", counted<&LayerCounters::macs_active>},
    {kMac, "gated", counted<&LayerCounters::macs_gated>},
    {kMac, "psum_addition", counted<&LayerCounters::psum_additions>},
    {kPeControl, "active_mac_cycle", counted<&LayerCounters::macs_active>},
    {kPeControl, "gated_mac_cycle", counted<&LayerCounters::macs_gated>},
    {kPeControl, "accumulate_cycle", counted<&LayerCounters::pe_accumulate_cycles>},
    {kPeControl, "stalled_cycle", stalled},
    {kPeControl, "idle_cycle", idle},
    {kPeFifos, "word", fifo_words},
    {kGlb, "read", glb_reads},
    {kGlb, "write", glb_writes},
    {kNoc, "word", noc_words},
    {kNoc, "delivery", noc_deliveries},
    {kNoc, "local_word", local_words},
    {kIoPads, "word_read", counted<&LayerCounters::link_words_read>},
    {kIoPads, "word_written", counted<&LayerCounters::link_words_written>},
    {kTopControl, "cycle", cycles},
    {kDram, "word_read", counted<&LayerCounters::link_words_read>},
    {kDram, "word_written", counted<&LayerCounters::link_words_written>},
};

}  // namespace

std::span<const EnergyAction> flat_energy_actions() { return kActions; }

}  // namespace eyeriss::sim
