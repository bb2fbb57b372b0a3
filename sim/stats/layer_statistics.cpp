// SPDX-License-Identifier: Apache-2.0
#include "sim/stats/layer_statistics.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "sim/stats/effectual_macs.h"

namespace eyeriss::sim {
namespace {

using hw::LayerCounters;
using nlohmann::ordered_json;

constexpr std::uint64_t kWordBytes = 2;
constexpr std::uint64_t kLinkWordBytes = 8;

double zero_fraction(const std::vector<std::int16_t>& values) {
  const auto zeros = std::count(values.begin(), values.end(), std::int16_t{0});
  return static_cast<double>(zeros) / static_cast<double>(values.size());
}

ordered_json dram_json(const LayerCounters& counters) {
  return {{"read_bytes", counters.link_words_read * kLinkWordBytes},
          {"write_bytes", counters.link_words_written * kLinkWordBytes},
          {"uncompressed_bytes", counters.raw_words * kWordBytes}};
}

ordered_json glb_json(const LayerCounters& counters) {
  const std::uint64_t ifmap_read = counters.glb_ifmap_read * kWordBytes;
  const std::uint64_t filter_read = counters.glb_filter_read * kWordBytes;
  const std::uint64_t psum_read = counters.glb_psum_read * kWordBytes;
  const std::uint64_t psum_written = counters.glb_psum_written * kWordBytes;
  const std::uint64_t ifmap_filled = counters.glb_ifmap_filled * kWordBytes;
  const std::uint64_t filter_filled = counters.glb_filter_filled * kWordBytes;
  const std::uint64_t psum_drained = counters.glb_psum_drained * kWordBytes;
  return {
      {"read_bytes", ifmap_read + filter_read + psum_read},
      {"write_bytes", psum_written},
      {"fill_bytes", ifmap_filled + filter_filled},
      {"drain_bytes", psum_drained},
      {"ifmap", {{"read_bytes", ifmap_read}, {"fill_bytes", ifmap_filled}}},
      {"filter", {{"read_bytes", filter_read}, {"fill_bytes", filter_filled}}},
      {"psum",
       {{"read_bytes", psum_read}, {"write_bytes", psum_written}, {"drain_bytes", psum_drained}}}};
}

ordered_json noc_json(const LayerCounters& counters) {
  const auto network = [](const LayerCounters::Network& counts) -> ordered_json {
    return {{"words", counts.words}, {"deliveries", counts.deliveries}};
  };
  return {{"ifmap", network(counters.ifmap_network)},
          {"filter", network(counters.filter_network)},
          {"psum_in", network(counters.psum_in_network)},
          {"psum_out", network(counters.psum_out_network)},
          {"local", network(counters.local_links)}};
}

ordered_json spad_json(const LayerCounters& counters) {
  const auto spad = [](const LayerCounters::Spad& counts) -> ordered_json {
    return {{"reads", counts.reads}, {"writes", counts.writes}};
  };
  return {{"ifmap", spad(counters.ifmap_spad)},
          {"filter", spad(counters.filter_spad)},
          {"psum", spad(counters.psum_spad)}};
}

ordered_json stalls_json(const LayerCounters& counters) {
  return {{"pe_filter", counters.pe_wait_filter_cycles},
          {"pe_ifmap", counters.pe_wait_ifmap_cycles},
          {"pe_psum_in", counters.pe_wait_psum_in_cycles},
          {"pe_psum_out", counters.pe_wait_psum_out_cycles},
          {"psum_bank_conflict", counters.psum_bank_conflict_cycles},
          {"off_chip_filter", counters.hold_filter_cycles},
          {"off_chip_ifmap", counters.hold_ifmap_cycles},
          {"off_chip_ofmap", counters.hold_ofmap_cycles}};
}

/// Of core cycles.
double milliseconds(const hw::Architecture& architecture, double cycles) {
  return cycles / (architecture.core_clock_mhz * 1e3);
}

}  // namespace

ordered_json to_json(const hw::Mapping& mapping) {
  return {{"m", mapping.m}, {"n", mapping.n}, {"e", mapping.e}, {"f", mapping.f}, {"g", mapping.g},
          {"p", mapping.p}, {"q", mapping.q}, {"r", mapping.r}, {"t", mapping.t}};
}

ordered_json layer_statistics(const hw::Architecture& architecture, const hw::Layer& layer,
                              const TensorSet& tensors, const SimulatedLayer& simulated) {
  const LayerCounters& counters = simulated.counters;
  const auto processing = static_cast<double>(counters.processing_cycles());
  const auto total = static_cast<double>(counters.total_cycles);
  const std::int64_t macs = layer.shape.macs();

  ordered_json result;
  result["macs"] = macs;
  result["effectual_macs"] = effectual_macs(layer.shape, tensors.values);
  result["active_pes"] = counters.active_pes;
  result["pe_utilization"] = static_cast<double>(macs) / (processing * architecture.pes());
  result["ifmap_zero_fraction"] = zero_fraction(tensors.values.ifmap);
  result["ofmap_zero_fraction"] = zero_fraction(simulated.ofmap);
  if (tensors.chosen_bias) result["synthetic_bias"] = *tensors.chosen_bias;
  result["mapping"] = to_json(layer.mapping);
  result["passes"] = counters.passes;
  result["cycles"] = {{"processing", counters.processing_cycles()},
                      {"total", counters.total_cycles}};
  result["latency_ms"] = {{"processing", milliseconds(architecture, processing)},
                          {"total", milliseconds(architecture, total)}};
  result["accesses"] = {
      {"dram", dram_json(counters)},
      {"glb", glb_json(counters)},
      {"noc", noc_json(counters)},
      {"spad", spad_json(counters)},
      {"mac", {{"active", counters.macs_active}, {"gated", counters.macs_gated}, {"skipped", 0}}},
      {"psum_adder", {{"additions", counters.psum_additions}}}};
  result["pe_cycles"] = {{"mac", counters.pe_mac_cycles},
                         {"accumulate", counters.pe_accumulate_cycles}};
  result["stalls"] = stalls_json(counters);
  return result;
}

}  // namespace eyeriss::sim
