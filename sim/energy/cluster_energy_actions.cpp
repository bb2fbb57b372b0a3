// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/cluster_energy_actions.h"

#include "hw/ceil_div.h"
#include "sim/energy/cluster_widths.h"
#include "sim/energy/pe_action_counts.h"

namespace eyeriss::sim {
namespace {

using namespace action_counts;
using hw::ClusterArchitecture;
using hw::LayerCounters;
using enum EnergyComponent;

const ClusterArchitecture& clusters(Machine machine) {
  return std::get<ClusterArchitecture>(machine);
}

ClusterWidths widths(Machine machine) { return ClusterWidths(clusters(machine)); }

template <LayerCounters::Spad LayerCounters::*spad, int ClusterWidths::*width>
double bits_read(Machine machine, Counters c) {
  return number((c.*spad).reads) * (widths(machine).*width);
}

template <LayerCounters::Spad LayerCounters::*spad, int ClusterWidths::*width>
double bits_written(Machine machine, Counters c) {
  return number((c.*spad).writes) * (widths(machine).*width);
}

double psum_bits_read(Machine, Counters c) { return number(c.psum_spad.reads) * hw::kPsumBits; }

double psum_bits_written(Machine, Counters c) { return number(c.psum_spad.writes) * hw::kPsumBits; }

double clocked_register_bits(Machine machine, Counters c) {
  const ClusterArchitecture::Pe& pe = clusters(machine).pe;
  const ClusterWidths bits = widths(machine);
  const int addresses =
      pe.is_sparse ? pe.iact_segments * bits.iact_address + pe.weight_columns * bits.weight_address
                   : 0;
  return number(c.pe_mapped_cycles) *
         (pe.iact_values * bits.iact_entry + pe.psums * hw::kPsumBits + addresses);
}

/// Through the input FIFOs, and at the head of a column through an output FIFO.
double fifo_bits(Machine machine, Counters c) {
  const ClusterWidths bits = widths(machine);
  return number(c.ifmap_network.deliveries) * bits.iact_word +
         number(c.filter_network.deliveries) * bits.weight_word +
         number(c.psum_additions) * hw::kPsumBits +
         number(c.psum_out_network.words) * bits.psum_word;
}

double glb_bits_read(Machine machine, Counters c) {
  return number(c.glb_ifmap_read) * widths(machine).iact_word +
         (number(c.glb_psum_read) + number(c.glb_psum_drained)) * hw::kPsumBits;
}

double glb_bits_written(Machine machine, Counters c) {
  return number(c.glb_ifmap_filled) * widths(machine).iact_word +
         number(c.glb_psum_written) * hw::kPsumBits;
}

double psum_words(Counters c) {
  return number(c.psum_in_network.words) + number(c.psum_out_network.words);
}

double router_bits(Machine machine, Counters c) {
  const ClusterWidths bits = widths(machine);
  return (number(c.ifmap_network.words) + number(c.iact_hops)) * bits.iact_word +
         (number(c.filter_network.words) + number(c.weight_hops)) * bits.weight_word +
         (psum_words(c) + number(c.psum_hops)) * bits.psum_word;
}

double bit_pitches(Machine machine, Counters c) {
  const ClusterArchitecture& architecture = clusters(machine);
  const ClusterWidths bits = widths(machine);
  const int rows = architecture.cluster.pe_rows;
  const int columns = architecture.cluster.pe_columns;
  // A router serves so many rows or columns of PEs.
  const int rows_served = ceil_div(rows, architecture.noc.weight.routers);
  const int columns_served = ceil_div(columns, architecture.noc.psum.routers);
  const auto pitches = [](double words, double hops, double deliveries, int tree, double link) {
    return (words + hops) * tree + hops * link + deliveries;
  };
  const double iact =
      pitches(number(c.ifmap_network.words), number(c.iact_hops),
              number(c.ifmap_network.deliveries), rows + columns, (rows + columns) / 2.0);
  const double weight =
      pitches(number(c.filter_network.words), number(c.weight_hops),
              number(c.filter_network.deliveries), rows_served + columns, columns);
  const double psum =
      pitches(psum_words(c), number(c.psum_hops),
              number(c.psum_in_network.deliveries) + number(c.psum_out_network.deliveries),
              rows + columns_served, rows);
  return iact * bits.iact_word + weight * bits.weight_word +
         (psum + number(c.local_links.words)) * bits.psum_word;
}

double off_chip_bits_read(Machine, Counters c) {
  return number(c.off_chip_ifmap_bits) + number(c.off_chip_filter_bits);
}

constexpr auto kOffChipBitsWritten = counted<&LayerCounters::off_chip_ofmap_bits>;

constexpr EnergyAction kActions[] = {
    {kClockNetwork, "clocked_pe_cycle", clocked},
    {kClockNetwork, "idle_pe_cycle", idle},
    {kClockNetwork, "clocked_register_bit", clocked_register_bits},
    {kIfmapSpad, "bit_read", bits_read<&LayerCounters::ifmap_spad, &ClusterWidths::iact_entry>},
    {kIfmapSpad, "bit_written",
     bits_written<&LayerCounters::ifmap_spad, &ClusterWidths::iact_entry>},
    {kIfmapSpad, "address_bit_read",
     bits_read<&LayerCounters::iact_address_spad, &ClusterWidths::iact_address>},
    {kIfmapSpad, "address_bit_written",
     bits_written<&LayerCounters::iact_address_spad, &ClusterWidths::iact_address>},
    {kFilterSpad, "bit_read", bits_read<&LayerCounters::filter_spad, &ClusterWidths::weight_entry>},
    {kFilterSpad, "bit_written",
     bits_written<&LayerCounters::filter_spad, &ClusterWidths::weight_entry>},
    {kFilterSpad, "address_bit_read",
     bits_read<&LayerCounters::weight_address_spad, &ClusterWidths::weight_address>},
    {kFilterSpad, "address_bit_written",
     bits_written<&LayerCounters::weight_address_spad, &ClusterWidths::weight_address>},
    {kPsumSpad, "bit_read", psum_bits_read},
    {kPsumSpad, "bit_written", psum_bits_written},
    {kMac, "active", counted<&LayerCounters::macs_active>},
    {kMac, "gated", counted<&LayerCounters::macs_gated>},
    {kMac, "idle_slot", counted<&LayerCounters::idle_simd_slots>},
    {kMac, "psum_addition", counted<&LayerCounters::psum_additions>},
    {kPeControl, "mac_cycle", counted<&LayerCounters::pe_mac_cycles>},
    {kPeControl, "accumulate_cycle", counted<&LayerCounters::pe_accumulate_cycles>},
    {kPeControl, "stalled_cycle", stalled},
    {kPeControl, "idle_cycle", idle},
    {kPeFifos, "bit", fifo_bits},
    {kGlb, "bit_read", glb_bits_read},
    {kGlb, "bit_written", glb_bits_written},
    {kNoc, "router_bit", router_bits},
    {kNoc, "bit_pitch", bit_pitches},
    {kIoPads, "bit_read", off_chip_bits_read},
    {kIoPads, "bit_written", kOffChipBitsWritten},
    {kTopControl, "cycle", cycles},
    {kDram, "bit_read", off_chip_bits_read},
    {kDram, "bit_written", kOffChipBitsWritten},
};

}  // namespace

std::span<const EnergyAction> cluster_energy_actions() { return kActions; }

}  // namespace eyeriss::sim
