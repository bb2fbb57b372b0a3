// SPDX-License-Identifier: Apache-2.0
#include "sim/input/cluster_architecture_reader.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "hw/ceil_div.h"
#include "hw/cluster/memory_port.h"
#include "hw/codec/csc.h"
#include "noc/data_word.h"
#include "sim/input/coding_reader.h"
#include "sim/input/core_reader.h"
#include "sim/input/dram_reader.h"
#include "sim/input/json_value.h"
#include "sim/input/machine_limits.h"

namespace eyeriss::sim {
namespace {

using hw::ClusterArchitecture;

constexpr int kMaxGridSide = 64;
constexpr int kMaxEntries = noc::DataWord::kMaxEntries;
constexpr int kMaxIactRouters = 16;
constexpr int kPsumBytes = 3;  // the least that one takes
/// Of spads, FIFOs and dense weights in all PEs. Each takes up to 48 B of a run's memory.
constexpr std::int64_t kMaxPeWords = std::int64_t{1} << 26;

constexpr const char* kColumnEnds = "column_ends";
constexpr const char* kAnyPe = "any_pe";
constexpr std::string_view kFastest = "fastest";  // of raw and CSC data

ClusterArchitecture::Grid read_grid(const JsonValue& value) {
  const JsonObject object = value.object({"rows", "columns"});
  return {.rows = object.required("rows").int32(1, kMaxGridSide),
          .columns = object.required("columns").int32(1, kMaxGridSide)};
}

ClusterArchitecture::Cluster read_cluster(const JsonValue& value,
                                          const ClusterArchitecture::Grid& grid) {
  const JsonObject object = value.object({"pe_rows", "pe_columns"});
  const ClusterArchitecture::Cluster cluster{
      .pe_rows = object.required("pe_rows").int32(1, kMaxSide),
      .pe_columns = object.required("pe_columns").int32(1, kMaxSide)};
  const std::int64_t clusters = grid.rows * grid.columns;
  if (clusters * cluster.pe_rows * cluster.pe_columns > kMaxPes) {
    value.fail(fmt::format("{} clusters of {} x {} PEs are too many", clusters, cluster.pe_rows,
                           cluster.pe_columns),
               fmt::format("up to {} PEs", kMaxPes));
  }
  return cluster;
}

ClusterArchitecture::Pe read_pe(const JsonValue& value) {
  const JsonObject object =
      value.object({"is_sparse", "macs_per_cycle", "iact_values", "iact_segments", "weight_columns",
                    "weight_words", "psums", "overlap_accumulation", "forward_psums",
                    "iact_fifo_words", "weight_fifo_words", "psum_fifo_words", "iact_fetch_stages",
                    "weight_fetch_stages", "mac_stages"});
  const auto up_to = [&](const char* key, int high) { return object.required(key).int32(1, high); };
  // Two entries and more, because a registered FIFO of one halves its throughput.
  const auto fifo = [&](const char* key) { return object.required(key).int32(2, kMaxFifoWords); };
  return {.is_sparse = object.required("is_sparse").boolean(),
          .macs_per_cycle = up_to("macs_per_cycle", kMaxEntries),
          .iact_values = up_to("iact_values", kMaxSpadWords),
          .iact_segments = up_to("iact_segments", kMaxSpadWords),
          .weight_columns = up_to("weight_columns", kMaxSpadWords),
          .weight_words = up_to("weight_words", kMaxSpadWords),
          .psums = up_to("psums", kMaxSpadWords),
          .overlaps_accumulation = object.required("overlap_accumulation").boolean(),
          .forwards_psums = object.required("forward_psums").boolean(),
          .iact_fifo_words = fifo("iact_fifo_words"),
          .weight_fifo_words = fifo("weight_fifo_words"),
          .psum_fifo_words = fifo("psum_fifo_words"),
          .iact_fetch_stages = up_to("iact_fetch_stages", kMaxStages),
          .weight_fetch_stages = up_to("weight_fetch_stages", kMaxStages),
          .mac_stages = up_to("mac_stages", kMaxStages)};
}

/// What a run keeps of CSC weights beside the spads of a PE: all weights of a full address spad for
/// as many filters as there are psums, zeros included. Raw ones take little more than their spad.
std::int64_t dense_words(const ClusterArchitecture::Pe& pe) {
  constexpr std::int64_t kWeightsPerWord = 12;
  return pe.is_sparse ? ceil_div(std::int64_t{pe.weight_columns} * pe.psums, kWeightsPerWord) : 0;
}

/// The PEs hold most of what a run keeps in memory.
void check_storage(const ClusterArchitecture& architecture, const JsonValue& value) {
  const ClusterArchitecture::Pe& pe = architecture.pe;
  const std::int64_t words = std::int64_t{pe.iact_values} + pe.iact_segments + pe.weight_columns +
                             std::int64_t{pe.weight_words} * pe.macs_per_cycle + pe.psums +
                             pe.iact_fifo_words + pe.weight_fifo_words + 2 * pe.psum_fifo_words +
                             dense_words(pe);
  const std::int64_t allowed = kMaxPeWords / architecture.pes();
  if (words <= allowed) return;
  value.fail(
      fmt::format("{} words of spads, FIFOs and dense weights are too many for each of {} PEs",
                  words, architecture.pes()),
      fmt::format("up to {}, which is {} in all PEs", allowed, kMaxPeWords));
}

ClusterArchitecture::Port read_port(const JsonValue& value, int max_routers, bool is_sparse) {
  const JsonObject object =
      value.object({"routers", "values", "pairs", "horizontal_links", "vertical_links"});
  const JsonValue pairs = object.required("pairs");
  const ClusterArchitecture::Port port{
      .routers = object.required("routers").int32(1, max_routers),
      .values = object.required("values").int32(1, kMaxEntries),
      .pairs = pairs.int32(is_sparse ? 1 : 0, kMaxEntries),
      .has_horizontal_links = object.required("horizontal_links").boolean(),
      .has_vertical_links = object.required("vertical_links").boolean()};
  if (!is_sparse && port.pairs > 0) pairs.fail("dense PEs take no count-data pairs", "0");
  return port;
}

ClusterArchitecture::PsumPort read_psum_port(const JsonValue& value, int max_routers) {
  const JsonObject object = value.object({"routers", "values", "reach"});
  return {.routers = object.required("routers").int32(1, max_routers),
          .values = object.required("values").int32(1, kMaxEntries),
          .reaches_all = object.required("reach").one_of({kColumnEnds, kAnyPe}) == kAnyPe};
}

ClusterArchitecture::Noc read_noc(const JsonValue& value,
                                  const ClusterArchitecture::Cluster& cluster, bool is_sparse) {
  const JsonObject object = value.object({"iact", "weight", "psum"});
  return {.iact = read_port(object.required("iact"), kMaxIactRouters, is_sparse),
          .weight = read_port(object.required("weight"), cluster.pe_rows, is_sparse),
          .psum = read_psum_port(object.required("psum"), cluster.pe_columns)};
}

ClusterArchitecture::Glb read_glb(const JsonValue& value, const ClusterArchitecture::Grid& grid) {
  constexpr int kMax = static_cast<int>(kMaxGlbBytes);
  const JsonObject object = value.object({"iact_bytes", "psum_bytes"});
  const ClusterArchitecture::Glb glb{
      .iact_bytes = object.required("iact_bytes").int32(1, kMax),
      .psum_bytes = object.required("psum_bytes").int32(kPsumBytes, kMax)};
  const std::int64_t clusters = grid.rows * grid.columns;
  const std::int64_t bytes = clusters * (std::int64_t{glb.iact_bytes} + glb.psum_bytes);
  if (bytes > kMaxGlbBytes) {
    value.fail(fmt::format("{} bytes are too many", bytes),
               fmt::format("up to {} in all clusters", kMaxGlbBytes));
  }
  return glb;
}

ClusterArchitecture::CodingRules read_coding_rules(const JsonValue& value, bool is_sparse) {
  const JsonObject object = value.object({"first_ifmap", "ifmap", "weights", "ofmap"});
  const auto fitting = [&](const JsonValue& of, hw::Coding coding) {
    if (coding == hw::Coding::kCsc && !is_sparse) of.fail("dense PEs take no CSC data", "raw");
    return coding;
  };
  const auto coding = [&](const char* key) {
    const JsonValue of = object.required(key);
    return fitting(of, read_coding(of, kSparseCodings));
  };
  const JsonValue weights = object.required("weights");
  const bool fastest = weights.one_of({"raw", "csc", kFastest}) == kFastest;
  return {.first_ifmap = coding("first_ifmap"),
          .ifmap = coding("ifmap"),
          .weights = fastest ? fitting(weights, hw::Coding::kCsc) : coding("weights"),
          .weights_fastest = fastest,
          .ofmap = coding("ofmap")};
}

ClusterArchitecture::OffChip read_off_chip(const JsonValue& value, bool is_sparse) {
  const JsonObject object = value.object({"buffer_bursts", "coding"});
  return {.buffer_bursts = object.required("buffer_bursts").int32(1, kMaxOpenBursts),
          .coding = read_coding_rules(object.required("coding"), is_sparse)};
}

nlohmann::json to_json(const ClusterArchitecture::Port& port) {
  return {{"routers", port.routers},
          {"values", port.values},
          {"pairs", port.pairs},
          {"horizontal_links", port.has_horizontal_links},
          {"vertical_links", port.has_vertical_links}};
}

nlohmann::json to_json(const ClusterArchitecture::Pe& pe) {
  return {{"is_sparse", pe.is_sparse},
          {"macs_per_cycle", pe.macs_per_cycle},
          {"iact_values", pe.iact_values},
          {"iact_segments", pe.iact_segments},
          {"weight_columns", pe.weight_columns},
          {"weight_words", pe.weight_words},
          {"psums", pe.psums},
          {"overlap_accumulation", pe.overlaps_accumulation},
          {"forward_psums", pe.forwards_psums},
          {"iact_fifo_words", pe.iact_fifo_words},
          {"weight_fifo_words", pe.weight_fifo_words},
          {"psum_fifo_words", pe.psum_fifo_words},
          {"iact_fetch_stages", pe.iact_fetch_stages},
          {"weight_fetch_stages", pe.weight_fetch_stages},
          {"mac_stages", pe.mac_stages}};
}

/// The outputs of a window leave together: with the burst that is held there must be buffers for
/// all of them.
void check_buffers(const ClusterArchitecture& architecture, const JsonValue& buffer_bursts) {
  const hw::DramConfig& dram = architecture.dram;
  if (hw::MemoryPort::is_unlimited(dram)) return;
  const int window_bits = architecture.pe.psums * hw::kCscPairBits + hw::kIactAddressBits;
  const int burst_bits = 8 * dram.burst_bytes;
  const int needed = ceil_div(window_bits, burst_bits);
  if (architecture.off_chip.buffer_bursts >= needed) return;
  buffer_bursts.fail(fmt::format("{} bursts of {} B have no room for the outputs of a window",
                                 architecture.off_chip.buffer_bursts, dram.burst_bytes),
                     fmt::format("{} or more for {} psums and the memory {}", needed,
                                 architecture.pe.psums, dram.name));
}

}  // namespace

ClusterArchitecture read_cluster_architecture(const JsonObject& root) {
  const Core core = read_core(root.required("core"));
  const ClusterArchitecture::Grid grid = read_grid(root.required("grid"));
  const ClusterArchitecture::Cluster cluster = read_cluster(root.required("cluster"), grid);
  const ClusterArchitecture::Pe pe = read_pe(root.required("pe"));
  const ClusterArchitecture architecture{
      .name = root.required("name").plain_name(),
      .core_clock_mhz = core.clock_mhz,
      .core_voltage_v = core.voltage_v,
      .grid = grid,
      .cluster = cluster,
      .pe = pe,
      .noc = read_noc(root.required("noc"), cluster, pe.is_sparse),
      .glb = read_glb(root.required("glb"), grid),
      .off_chip = read_off_chip(root.required("off_chip"), pe.is_sparse),
      .dram = read_dram(root.required("dram"))};
  check_storage(architecture, root.required("pe"));
  check_buffers(
      architecture,
      root.required("off_chip").object({"buffer_bursts", "coding"}).required("buffer_bursts"));
  return architecture;
}

nlohmann::json to_json(const ClusterArchitecture& architecture) {
  const ClusterArchitecture::PsumPort& psum = architecture.noc.psum;
  const ClusterArchitecture::CodingRules& coding = architecture.off_chip.coding;
  return {
      {"name", architecture.name},
      {"core",
       {{"clock_mhz", architecture.core_clock_mhz}, {"voltage_v", architecture.core_voltage_v}}},
      {"grid", {{"rows", architecture.grid.rows}, {"columns", architecture.grid.columns}}},
      {"cluster",
       {{"pe_rows", architecture.cluster.pe_rows},
        {"pe_columns", architecture.cluster.pe_columns}}},
      {"pe", to_json(architecture.pe)},
      {"noc",
       {{"iact", to_json(architecture.noc.iact)},
        {"weight", to_json(architecture.noc.weight)},
        {"psum",
         {{"routers", psum.routers},
          {"values", psum.values},
          {"reach", psum.reaches_all ? kAnyPe : kColumnEnds}}}}},
      {"glb",
       {{"iact_bytes", architecture.glb.iact_bytes}, {"psum_bytes", architecture.glb.psum_bytes}}},
      {"off_chip",
       {{"buffer_bursts", architecture.off_chip.buffer_bursts},
        {"coding",
         {{"first_ifmap", name_of(coding.first_ifmap)},
          {"ifmap", name_of(coding.ifmap)},
          {"weights", coding.weights_fastest ? kFastest : name_of(coding.weights)},
          {"ofmap", name_of(coding.ofmap)}}}}},
      {"dram", to_json(architecture.dram)}};
}

}  // namespace eyeriss::sim
