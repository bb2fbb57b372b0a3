// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/bandwidth.h"

#include <algorithm>
#include <variant>

#include "hw/cluster/cluster_placement.h"
#include "hw/cluster/cluster_sources.h"
#include "sim/cluster_mapper/memory_rate.h"
#include "sim/cluster_mapper/pe_work.h"
#include "sim/energy/cluster_widths.h"

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;

constexpr double kByteBits = 8;
constexpr double kLinkWordBytes = 8;

const std::vector<Idling> kFilters = {Idling::kFilters};
const std::vector<Idling> kIfmaps = {Idling::kIfmaps};
// Where psums cannot leave, PEs further on get none.
const std::vector<Idling> kPsums = {Idling::kPsumsOut, Idling::kPsumsIn};
const std::vector<Idling> kOffChip = {Idling::kFilters, Idling::kIfmaps, Idling::kPsumsOut};

double number(LayerCounters::Count count) { return static_cast<double>(count); }

double link_bytes_per_cycle(const hw::Architecture& architecture) {
  return kLinkWordBytes * architecture.link.clock_mhz / architecture.core_clock_mhz;
}

/// None if it is unlimited.
template <typename Architecture>
std::optional<double> memory_bytes_per_cycle(const Architecture& architecture) {
  const MemoryRate rate(architecture.dram, architecture.core_clock_mhz);
  if (rate.cycles_per_bit == 0) return std::nullopt;
  return 1 / (kByteBits * rate.cycles_per_bit);
}

template <typename Architecture>
void add_memory(const Architecture& architecture, double bytes, std::vector<Resource>& resources) {
  if (const auto rate = memory_bytes_per_cycle(architecture)) {
    resources.push_back({"memory", false, bytes / *rate, true, kOffChip});
  }
}

std::vector<Resource> resources_of(const hw::Architecture& architecture, const hw::Layer& /*layer*/,
                                   const LayerCounters& c) {
  const double link_bytes = kLinkWordBytes * number(c.link_words_read + c.link_words_written);
  std::vector<Resource> resources = {
      {"the ifmap network", false, number(c.ifmap_network.words), false, kIfmaps},
      {"the filter network", false, number(c.filter_network.words), false, kFilters},
      {"the psum network to the array", false, number(c.psum_in_network.words), false, kPsums},
      {"the psum network from the array", false, number(c.psum_out_network.words), false, kPsums},
      {"the off-chip link", false, link_bytes / link_bytes_per_cycle(architecture), true,
       kOffChip}};
  add_memory(architecture, link_bytes, resources);
  return resources;
}

/// Those that send anything.
template <typename Sources>
double working(const Sources& sources) {
  return static_cast<double>(
      std::ranges::count_if(sources, [](const auto& source) { return !source.streams.empty(); }));
}

std::vector<Resource> resources_of(const hw::ClusterArchitecture& architecture,
                                   const hw::Layer& layer, const LayerCounters& c) {
  const hw::ClusterPlacement placement(architecture, layer.shape, layer.mapping);
  const hw::ClusterSources sources(architecture, layer.shape, layer.mapping, placement);
  const auto psum_routers = static_cast<double>(std::ranges::count_if(
      sources.psums(), [](const auto& router) { return !router.chains.empty(); }));
  const double pes = number(c.active_pes);
  std::vector<Resource> resources = {
      {"the sources of iacts", true, number(c.ifmap_network.words) / working(sources.iacts()),
       false, kIfmaps},
      {"the sources of weights", true, number(c.filter_network.words) / working(sources.weights()),
       false, kFilters},
      {"the sources of psums", true, number(c.psum_in_network.words) / psum_routers, false, kPsums},
      {"the sinks of psums", true, number(c.psum_out_network.words) / psum_routers, false, kPsums},
      {"the PEs' inputs of iacts", true, number(c.ifmap_network.deliveries) / pes, false, kIfmaps},
      {"the PEs' inputs of weights", true, number(c.filter_network.deliveries) / pes, false,
       kFilters}};
  const double bits =
      number(c.off_chip_ifmap_bits + c.off_chip_filter_bits + c.off_chip_ofmap_bits);
  add_memory(architecture, bits / kByteBits, resources);
  return resources;
}

/// Of a window with p filters.
int adding_cycles_of(const hw::Architecture& /*architecture*/, int p) { return p; }
int adding_cycles_of(const hw::ClusterArchitecture& architecture, int p) {
  if (architecture.pe.overlaps_accumulation) return 0;
  return PeWork::accumulate_cycles(architecture, p);
}

double glb_bytes_of(const hw::Architecture& architecture) {
  const auto& noc = architecture.noc;
  return (noc.ifmap_bits + noc.filter_bits + 2 * noc.psum_bits) / kByteBits + kLinkWordBytes;
}
double glb_bytes_of(const hw::ClusterArchitecture& architecture) {
  const ClusterWidths widths(architecture);
  const auto& noc = architecture.noc;
  const int bits = 2 * (noc.iact.routers * widths.iact_word + noc.psum.routers * widths.psum_word);
  return architecture.clusters() * bits / kByteBits;
}

}  // namespace

std::vector<Resource> resources(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                                const LayerCounters& counters) {
  return std::visit([&](const auto& machine) { return resources_of(machine, layer, counters); },
                    architecture);
}

double adding_cycles(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                     const ParallelWork& work, const LayerCounters& counters) {
  if (work.skips_zeros())
    return number(counters.pe_accumulate_cycles) / number(counters.active_pes);
  return std::visit(
      [&](const auto& machine) {
        return static_cast<double>(work.window_cycles_with(
            layer.mapping, [&](int p) { return adding_cycles_of(machine, p); }));
      },
      architecture);
}

std::optional<double> dram_bytes_per_cycle(const hw::AnyArchitecture& architecture) {
  const auto memory =
      std::visit([](const auto& machine) { return memory_bytes_per_cycle(machine); }, architecture);
  const auto* flat = std::get_if<hw::Architecture>(&architecture);
  if (flat == nullptr) return memory;
  const double link = link_bytes_per_cycle(*flat);
  return memory ? std::min(*memory, link) : link;
}

double glb_bytes_per_cycle(const hw::AnyArchitecture& architecture) {
  return std::visit([](const auto& machine) { return glb_bytes_of(machine); }, architecture);
}

}  // namespace eyeriss::sim
