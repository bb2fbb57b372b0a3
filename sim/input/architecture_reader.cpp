// SPDX-License-Identifier: Apache-2.0
#include "sim/input/architecture_reader.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/input/coding_reader.h"
#include "sim/input/core_reader.h"
#include "sim/input/dram_reader.h"
#include "sim/input/json_object.h"
#include "sim/input/json_value.h"

namespace eyeriss::sim {
namespace {

using hw::Architecture;

constexpr int kMaxBanks = 4096;
constexpr int kMaxBankWords = 65536;
constexpr std::int64_t kMaxGlbWords = kMaxGlbBytes / 8;

constexpr int kWordBits = 16;

Architecture::Array read_array(const JsonValue& value) {
  const JsonObject object = value.object({"rows", "columns"});
  const Architecture::Array array{.rows = object.required("rows").int32(1, kMaxSide),
                                  .columns = object.required("columns").int32(1, kMaxSide)};
  if (array.rows * array.columns > kMaxPes) {
    value.fail(fmt::format("{} x {} PEs are too many", array.rows, array.columns),
               fmt::format("up to {} PEs", kMaxPes));
  }
  return array;
}

int network_bits(const JsonValue& value) {
  const std::set<std::int64_t> widths = {16, 32, 64};
  const std::int64_t bits = value.integer(16, 64);
  if (!widths.contains(bits)) {
    value.fail(fmt::format("{} is no network width", bits), "16, 32, 64");
  }
  return static_cast<int>(bits);
}

Architecture::Noc read_noc(const JsonValue& value) {
  const JsonObject object =
      value.object({"ifmap_bits", "filter_bits", "psum_bits", "row_id_bits", "column_id_bits"});
  return {.ifmap_bits = object.required("ifmap_bits").int32(kWordBits, kWordBits),
          .filter_bits = network_bits(object.required("filter_bits")),
          .psum_bits = network_bits(object.required("psum_bits")),
          .row_id_bits = object.required("row_id_bits").int32(1, 16),
          .column_id_bits = object.required("column_id_bits").int32(1, 16)};
}

/// A FIFO fed by a network holds whole packets, `minimum` of them or more.
int packet_fifo_words(const JsonValue& value, int packet_bits, int minimum) {
  const int packet = packet_bits / kWordBits;
  const int words = value.int32(minimum * packet, kMaxFifoWords);
  if (words % packet != 0) {
    value.fail(fmt::format("{} words are no whole number of packets", words),
               fmt::format("multiples of {}, the words of a network packet", packet));
  }
  return words;
}

Architecture::Pe read_pe(const JsonValue& value, const Architecture::Noc& noc) {
  const JsonObject object =
      value.object({"ifmap_spad_words", "filter_spad_words", "psum_spad_words", "ifmap_fifo_words",
                    "filter_fifo_words", "psum_fifo_words", "pipeline_stages"});
  // Two entries and more, because a registered FIFO of one halves its throughput. The filter
  // FIFO may be one packet deep: a packet of four words lasts longer than a cycle.
  return {
      .ifmap_spad_words = object.required("ifmap_spad_words").int32(1, kMaxSpadWords),
      .filter_spad_words = object.required("filter_spad_words").int32(1, kMaxSpadWords),
      .psum_spad_words = object.required("psum_spad_words").int32(1, kMaxSpadWords),
      .ifmap_fifo_words = object.required("ifmap_fifo_words").int32(2, kMaxFifoWords),
      .filter_fifo_words =
          packet_fifo_words(object.required("filter_fifo_words"), noc.filter_bits, 1),
      .psum_fifo_words = packet_fifo_words(object.required("psum_fifo_words"), noc.psum_bits, 2),
      .pipeline_stages = object.required("pipeline_stages").int32(1, kMaxStages)};
}

Architecture::Glb read_glb(const JsonValue& value) {
  const JsonObject object = value.object({"banks", "filter_banks", "bank_words"});
  // One bank for ifmaps and one for psums at least.
  const Architecture::Glb glb{.banks = object.required("banks").int32(2, kMaxBanks),
                              .filter_banks = object.required("filter_banks").int32(1, kMaxBanks),
                              .bank_words = object.required("bank_words").int32(1, kMaxBankWords)};
  const std::int64_t words = std::int64_t{glb.banks + glb.filter_banks} * glb.bank_words;
  if (words > kMaxGlbWords) {
    value.fail(fmt::format("{} words of 64 b are too many", words),
               fmt::format("up to {} in all banks", kMaxGlbWords));
  }
  return glb;
}

Architecture::Link read_link(const JsonValue& value) {
  const JsonObject object = value.object({"clock_mhz", "fifo_words", "open_bursts", "coding"});
  const JsonObject coding =
      object.required("coding").object({"first_ifmap", "ifmap", "weights", "ofmap"});
  return {.clock_mhz = read_clock_mhz(object),
          .fifo_words = object.required("fifo_words").int32(2, kMaxFifoWords),
          .open_bursts = object.required("open_bursts").int32(1, kMaxOpenBursts),
          .coding = {.first_ifmap = read_coding(coding.required("first_ifmap"), kFlatCodings),
                     .ifmap = read_coding(coding.required("ifmap"), kFlatCodings),
                     .weights = read_coding(coding.required("weights"), kFlatCodings),
                     .ofmap = read_coding(coding.required("ofmap"), kFlatCodings)}};
}

Architecture::Controller read_controller(const JsonValue& value) {
  const JsonObject object = value.object({"overlap_ifmap_fill"});
  return {.overlap_ifmap_fill = object.required("overlap_ifmap_fill").boolean()};
}

}  // namespace

Architecture read_architecture(const JsonObject& root) {
  const Core core = read_core(root.required("core"));
  const Architecture::Noc noc = read_noc(root.required("noc"));
  return {.name = root.required("name").plain_name(),
          .core_clock_mhz = core.clock_mhz,
          .core_voltage_v = core.voltage_v,
          .array = read_array(root.required("array")),
          .pe = read_pe(root.required("pe"), noc),
          .noc = noc,
          .glb = read_glb(root.required("glb")),
          .link = read_link(root.required("link")),
          .controller = read_controller(root.required("controller")),
          .dram = read_dram(root.required("dram"))};
}

nlohmann::json to_json(const Architecture& architecture) {
  const Architecture::Pe& pe = architecture.pe;
  const Architecture::Noc& noc = architecture.noc;
  const Architecture::Glb& glb = architecture.glb;
  const Architecture::Link& link = architecture.link;
  return {
      {"name", architecture.name},
      {"core",
       {{"clock_mhz", architecture.core_clock_mhz}, {"voltage_v", architecture.core_voltage_v}}},
      {"array", {{"rows", architecture.array.rows}, {"columns", architecture.array.columns}}},
      {"pe",
       {{"ifmap_spad_words", pe.ifmap_spad_words},
        {"filter_spad_words", pe.filter_spad_words},
        {"psum_spad_words", pe.psum_spad_words},
        {"ifmap_fifo_words", pe.ifmap_fifo_words},
        {"filter_fifo_words", pe.filter_fifo_words},
        {"psum_fifo_words", pe.psum_fifo_words},
        {"pipeline_stages", pe.pipeline_stages}}},
      {"noc",
       {{"ifmap_bits", noc.ifmap_bits},
        {"filter_bits", noc.filter_bits},
        {"psum_bits", noc.psum_bits},
        {"row_id_bits", noc.row_id_bits},
        {"column_id_bits", noc.column_id_bits}}},
      {"glb",
       {{"banks", glb.banks}, {"filter_banks", glb.filter_banks}, {"bank_words", glb.bank_words}}},
      {"link",
       {{"clock_mhz", link.clock_mhz},
        {"fifo_words", link.fifo_words},
        {"open_bursts", link.open_bursts},
        {"coding",
         {{"first_ifmap", name_of(link.coding.first_ifmap)},
          {"ifmap", name_of(link.coding.ifmap)},
          {"weights", name_of(link.coding.weights)},
          {"ofmap", name_of(link.coding.ofmap)}}}}},
      {"controller", {{"overlap_ifmap_fill", architecture.controller.overlap_ifmap_fill}}},
      {"dram", to_json(architecture.dram)}};
}

}  // namespace eyeriss::sim
