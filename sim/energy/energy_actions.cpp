// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy_actions.h"

namespace eyeriss::sim {
namespace {

using hw::Architecture;
using Counters = hw::LayerCounters;
using enum EnergyComponent;

template <typename Integer>
double number(Integer count) {
  return static_cast<double>(count);
}

double pe_cycles(const Architecture& architecture, const Counters& c) {
  return number(architecture.pes()) * number(c.total_cycles);
}

double clocked(const Architecture&, const Counters& c) { return number(c.pe_mapped_cycles); }

double idle(const Architecture& architecture, const Counters& c) {
  return pe_cycles(architecture, c) - number(c.pe_mapped_cycles);
}

double stalled(const Architecture&, const Counters& c) {
  return number(c.pe_mapped_cycles) - number(c.pe_mac_cycles) - number(c.pe_accumulate_cycles);
}

/// Put on the global networks. Filters and psums travel several to a network word.
double noc_words(const Architecture&, const Counters& c) {
  return number(c.ifmap_network.words) + number(c.glb_filter_read) + number(c.glb_psum_read) +
         number(c.glb_psum_written);
}

/// Taken from the global networks, once per destination.
double noc_deliveries(const Architecture&, const Counters& c) {
  return number(c.ifmap_network.deliveries) + number(c.filter_spad.writes) +
         number(c.glb_psum_read) + number(c.glb_psum_written);
}

/// Passed up from PE to PE: psums that are added, but for those from the GLB.
double local_words(const Architecture&, const Counters& c) {
  return number(c.psum_additions) - number(c.glb_psum_read);
}

/// Through the input FIFOs, and at the head of a column through an output FIFO.
double fifo_words(const Architecture&, const Counters& c) {
  return number(c.ifmap_network.deliveries) + number(c.filter_spad.writes) +
         number(c.psum_additions) + number(c.glb_psum_written);
}

double glb_reads(const Architecture&, const Counters& c) {
  return number(c.glb_ifmap_read) + number(c.glb_filter_read) + number(c.glb_psum_read) +
         number(c.glb_psum_drained);
}

double glb_writes(const Architecture&, const Counters& c) {
  return number(c.glb_psum_written) + number(c.glb_ifmap_filled) + number(c.glb_filter_filled);
}

double cycles(const Architecture&, const Counters& c) { return number(c.total_cycles); }

double link_reads(const Architecture&, const Counters& c) { return number(c.link_words_read); }

double link_writes(const Architecture&, const Counters& c) { return number(c.link_words_written); }

template <hw::LayerCounters::Spad Counters::*spad>
double reads(const Architecture&, const Counters& c) {
  return number((c.*spad).reads);
}

template <hw::LayerCounters::Spad Counters::*spad>
double writes(const Architecture&, const Counters& c) {
  return number((c.*spad).writes);
}

template <hw::LayerCounters::Count Counters::*count>
double counted(const Architecture&, const Counters& c) {
  return number(c.*count);
}

constexpr std::array<EnergyAction, kEnergyActions> kActions = {{
    {kClockNetwork, "cycle", cycles},
    {kClockNetwork, "clocked_pe_cycle", clocked},
    {kClockNetwork, "idle_pe_cycle", idle},
    {kIfmapSpad, "read", reads<&Counters::ifmap_spad>},
    {kIfmapSpad, "write", writes<&Counters::ifmap_spad>},
    {kIfmapSpad, "clocked_pe_cycle", clocked},
    {kFilterSpad, "read", reads<&Counters::filter_spad>},
    {kFilterSpad, "write", writes<&Counters::filter_spad>},
    {kFilterSpad, "clocked_pe_cycle", clocked},
    {kPsumSpad, "read", reads<&Counters::psum_spad>},
    {kPsumSpad, "write", writes<&Counters::psum_spad>},
    {kPsumSpad, "clocked_pe_cycle", clocked},
    {kMac, "active", counted<&Counters::macs_active>},
    {kMac, "gated", counted<&Counters::macs_gated>},
    {kMac, "psum_addition", counted<&Counters::psum_additions>},
    {kPeControl, "active_mac_cycle", counted<&Counters::macs_active>},
    {kPeControl, "gated_mac_cycle", counted<&Counters::macs_gated>},
    {kPeControl, "accumulate_cycle", counted<&Counters::pe_accumulate_cycles>},
    {kPeControl, "stalled_cycle", stalled},
    {kPeControl, "idle_cycle", idle},
    {kPeFifos, "word", fifo_words},
    {kGlb, "read", glb_reads},
    {kGlb, "write", glb_writes},
    {kNoc, "word", noc_words},
    {kNoc, "delivery", noc_deliveries},
    {kNoc, "local_word", local_words},
    {kIoPads, "word_read", link_reads},
    {kIoPads, "word_written", link_writes},
    {kTopControl, "cycle", cycles},
    {kDram, "word_read", link_reads},
    {kDram, "word_written", link_writes},
}};

}  // namespace

std::span<const EnergyAction, kEnergyActions> energy_actions() { return kActions; }

}  // namespace eyeriss::sim
